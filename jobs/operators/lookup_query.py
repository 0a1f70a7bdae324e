"""Asks Postgres for many keys at once, or for one; again and again while it is away."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from jobs.operators.lookup import Found
from jobs.operators.retries import RetryPolicy, retrying
from jobs.sql import lookup_statement
from jobs.target import LookupTable


class LookupQuery:
    """Owns one connection; `connect` opens it anew whenever it broke. Not for two threads at once."""

    def __init__(self, connect: Callable[[], Any], table: LookupTable, timeout_ms: int, policy: RetryPolicy) -> None:
        self._connect = connect
        self._statement = lookup_statement(table, timeout_ms)
        self._names = [column.name for column in table.columns]
        self._connection: Any = None
        self._retrying = retrying(policy, "lookup", self._note_retry)
        self.queries = 0
        self.retries = 0
        self.milliseconds = 0.0

    def __call__(self, keys: Sequence[Any]) -> dict[Any, Found]:
        """What the table has of them; keys that are not there are left out."""
        started = time.monotonic()
        rows = self._retrying(self._execute, keys)
        self.queries += 1
        self.milliseconds += (time.monotonic() - started) * 1000
        return {key: dict(zip(self._names, values, strict=True)) for key, *values in rows}

    def _execute(self, keys: Sequence[Any]) -> list[Any]:
        if self._connection is None:
            self._connection = self._connect()
        with self._connection.cursor() as cursor:
            cursor.execute(self._statement, (list(keys),))
            rows: list[Any] = cursor.fetchall()
            return rows

    def _note_retry(self) -> None:
        self.retries += 1
        self.close()

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
