"""The columns that the profile names are there, and of types that do what they are for.

Versions must be whole numbers and NOT NULL, or newer and older rows cannot be told apart; Kafka's offsets need a
bigint in the long run.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok, warning
from advisor.doctor.seen import Column, Table
from advisor.profile.schema import Profile

_INTEGERS = ("int2", "int4", "int8")


def check(profile: Profile, table: Table) -> Iterator[Said]:
    settings = profile.database
    named = {
        "key": settings.key,
        "version": settings.version,
        "offset_column": (settings.offset_column,) if settings.offset_column else (),
    }
    said = [
        each
        for setting, names in named.items()
        for name in names
        if (each := _judge(setting, name, table.column(name), table))
    ]
    if said:
        yield from dict.fromkeys(said)
    else:
        columns = dict.fromkeys(name for names in named.values() for name in names)
        yield ok(", ".join(f"{name} {found.type}" for name in columns if (found := table.column(name))))


def _judge(setting: str, name: str, column: Column | None, table: Table) -> Said | None:
    if column is None:
        has = ", ".join(each.name for each in table.columns) or "none"
        return failed(f"{table.name} has no column {name!r}; it has {has}", f"add it, or correct database.{setting}")
    if setting == "key":
        return None
    alter = f"ALTER TABLE {table.name} ALTER COLUMN {name}"
    if column.type not in _INTEGERS:
        return failed(f"{name} is {column.type}, and a {_ROLE[setting]} must be a whole number", f"{alter} TYPE bigint")
    if column.nullable:
        return failed(f"{name} may be NULL, and nothing is newer than NULL", f"{alter} SET NOT NULL")
    if setting == "offset_column" and column.type != "int8":
        return warning(f"{name} is {column.type}, and offsets grow beyond it", f"{alter} TYPE bigint")
    return None


_ROLE = {"version": "version", "offset_column": "Kafka offset"}
