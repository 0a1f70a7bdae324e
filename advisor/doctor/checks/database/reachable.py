"""The database answers, and takes the user and the password."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok, skipped
from advisor.doctor.seen import Database, NotAsked
from advisor.model.unknown import Unknown
from advisor.profile.schema import Profile


def check(database: Database | Unknown, profile: Profile) -> Iterator[Said]:
    settings = profile.database
    if isinstance(database, NotAsked):
        yield skipped(database.reason)
    elif isinstance(database, Unknown):
        hint = "correct database.host, port, name or user, or start the server"
        yield failed(database.reason, "correct the password" if database.reason.endswith("is wrong") else hint)
    else:
        yield ok(f"Postgres {database.version} at {settings.host}:{settings.port}, user {settings.user}")
