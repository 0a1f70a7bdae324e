"""The target table is there, and is a table."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok, skipped
from advisor.doctor.seen import NotAsked, Table
from advisor.model.unknown import Unknown

_TABLES = ("r", "p", "f")  # plain, partitioned, foreign
_KINDS = {"v": "a view", "m": "a materialized view", "S": "a sequence", "i": "an index", "c": "a type"}


def check(table: Table | Unknown) -> Iterator[Said]:
    if isinstance(table, NotAsked):
        yield skipped(table.reason)
    elif isinstance(table, Unknown):
        yield failed(table.reason, "create it, or correct database.table (schema.table)")
    elif table.kind not in _TABLES:
        yield failed(f"{table.name} is {_KINDS.get(table.kind, 'no table')}", "name a table in database.table")
    else:
        yield ok(f"{table.name} has {len(table.columns)} columns to fill")
