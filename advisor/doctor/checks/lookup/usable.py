"""The table of `lookup` is there, can be read, and has its columns and a unique key.

Says nothing when the profile looks nothing up.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok, skipped
from advisor.doctor.seen import NotAsked, Table
from advisor.model.unknown import Unknown
from advisor.profile.schema import Profile
from advisor.profile.schema.lookup import Lookup


def check(profile: Profile, lookup: Table | Unknown) -> Iterator[Said]:
    if profile.lookup is None:
        return
    if isinstance(lookup, NotAsked):
        yield skipped(lookup.reason)
    elif isinstance(lookup, Unknown):
        yield failed(lookup.reason, "create it, or correct lookup.table (schema.table)")
    else:
        said = tuple(_faults(profile.lookup, lookup, profile.database.user))
        yield from said or [ok(f"{lookup.name}: {profile.lookup.key_column} -> {', '.join(profile.lookup.columns)}")]


def _faults(settings: Lookup, table: Table, user: str) -> Iterator[Said]:
    for setting, names in (("key_column", (settings.key_column,)), ("columns", settings.columns)):
        for name in names:
            column = table.column(name)
            if column is None:
                yield failed(f"{table.name} has no column {name!r}", f"add it, or correct lookup.{setting}")
            elif "SELECT" in column.lacks:
                yield failed(f"{user} may not read {table.name}.{name}", f"GRANT SELECT ON {table.name} TO {user}")
    key = settings.key_column
    if table.column(key) is not None and frozenset({key}) not in table.unique_keys:
        yield failed(
            f"{table.name} has no unique index on ({key})",
            f"CREATE UNIQUE INDEX ON {table.name} ({key}), or correct lookup.key_column",
        )
