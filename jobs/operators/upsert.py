"""Writes batches to Postgres: one statement and one commit each, repeated while the database is away.

A row that Postgres refuses is found by halving its batch, and handed back; the rest is written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import psycopg2

from jobs.operators.batching import Batch
from jobs.operators.dead_letters import DeadLetter
from jobs.operators.enrichment import RawRecord
from jobs.operators.reconnecting import ReconnectingConnection
from jobs.operators.retries import RetryPolicy
from jobs.sql import upsert_statement
from jobs.target import Target

# The rows themselves are at fault: constraint, cast, range.
REFUSED = (psycopg2.DataError, psycopg2.IntegrityError)


class UpsertWriter:
    """Owns one connection; `connect` opens it anew whenever it broke."""

    def __init__(self, connect: Callable[[], Any], target: Target, policy: RetryPolicy) -> None:
        self._connection = ReconnectingConnection(connect, "write", policy)
        self._statement = upsert_statement(target)

    @property
    def retries(self) -> int:
        return self._connection.retries

    def write(self, batch: Batch) -> list[DeadLetter]:
        """Write all rows of the batch; returns the ones that Postgres refuses, with its reason."""
        if not batch.row_count:
            return []
        try:
            self._connection.execute(self._statement, (batch.document,))
        except REFUSED:
            return self._write_halves(orjson.loads(batch.document), batch.records())
        return []

    def _write_halves(self, rows: list[Any], records: list[RawRecord]) -> list[DeadLetter]:
        middle = len(rows) // 2
        halves = ((rows[:middle], records[:middle]), (rows[middle:], records[middle:]))
        return [letter for half in halves if half[0] for letter in self._write_rows(*half)]

    def _write_rows(self, rows: list[Any], records: list[RawRecord]) -> list[DeadLetter]:
        try:
            self._connection.execute(self._statement, (orjson.dumps(rows).decode(),))
        except REFUSED as refused:
            if len(rows) > 1:
                return self._write_halves(rows, records)
            record, reason = records[0], " ".join(str(refused).split())
            return [DeadLetter(record.partition, record.offset, "refused_by_database", reason, record.value)]
        return []

    def close(self) -> None:
        self._connection.close()
