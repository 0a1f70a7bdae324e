"""Asks Postgres for many keys at once, or for one; again and again while it is away."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from jobs.operators.lookup import Found
from jobs.operators.reconnecting import ReconnectingConnection
from jobs.operators.retries import RetryPolicy
from jobs.sql import lookup_statement
from jobs.target import LookupTable


class LookupQuery:
    """Owns one connection; `connect` opens it anew whenever it broke. Not for two threads at once."""

    def __init__(self, connect: Callable[[], Any], table: LookupTable, timeout_ms: int, policy: RetryPolicy) -> None:
        self._connection = ReconnectingConnection(connect, "lookup", policy)
        self._statement = lookup_statement(table, timeout_ms)
        self._names = [column.name for column in table.columns]
        self.queries = 0
        self.milliseconds = 0.0

    @property
    def retries(self) -> int:
        return self._connection.retries

    def __call__(self, keys: Sequence[Any]) -> dict[Any, Found]:
        """What the table has of them; keys that are not there are left out."""
        started = time.monotonic()
        rows = self._connection.fetch(self._statement, (list(keys),))
        self.queries += 1
        self.milliseconds += (time.monotonic() - started) * 1000
        return {key: dict(zip(self._names, values, strict=True)) for key, *values in rows}

    def close(self) -> None:
        self._connection.close()
