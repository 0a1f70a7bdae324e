"""The server takes writes: it is no standby, and not set to read-only."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok
from advisor.doctor.seen import Database


def check(database: Database) -> Iterator[Said]:
    if database.read_only is not None:
        yield failed(f"the server {database.read_only}", "name the primary, or a user that may write")
    else:
        yield ok("it takes writes")
