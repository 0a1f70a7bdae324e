"""An upsert can go by `database.key`: a primary key or unique index over exactly these columns.

A partial, deferrable or unfinished index does not count for ON CONFLICT, nor one with further columns.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok, skipped
from advisor.doctor.seen import Table
from advisor.profile.schema import Profile


def check(profile: Profile, table: Table) -> Iterator[Said]:
    names = ", ".join(profile.database.key)
    if not all(map(table.column, profile.database.key)):
        yield skipped(f"not all of ({names}) are there")
        return
    if frozenset(profile.database.key) in table.unique_keys:
        yield ok(f"({names}) is unique")
        return
    others = " and ".join(f"({', '.join(sorted(each))})" for each in table.unique_keys)
    yield failed(
        f"{table.name} has no unique index on ({names}){f', only on {others}' if others else ''}",
        f"CREATE UNIQUE INDEX ON {table.name} ({names}), or correct database.key",
    )
