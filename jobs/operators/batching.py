"""Rows into batches, each one statement for Postgres: newest version of a key only, sorted by key. Pure Python.

ON CONFLICT refuses a statement that touches a row twice, hence one version a key. Two sinks that lock
the rows of overlapping batches in one and the same order cannot deadlock, hence the sorting.
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Iterable
from typing import NamedTuple

import orjson

from jobs.operators.dead_letters import DeadLetter
from jobs.operators.enrichment import RawRecord
from jobs.operators.rows import Outcome, Row


class Batch(NamedTuple):
    """What travels from enrichment to sink.

    `document` is a JSON array of `row_count` rows; `event_times_ms` an array of signed 64-bit integers, one a row;
    `packed_records` the Kafka records behind the rows, in the same order, opened only when Postgres refuses a row.
    """

    document: str
    row_count: int
    event_times_ms: bytes
    packed_records: bytes
    dead_letters: list[DeadLetter]

    def records(self) -> list[RawRecord]:
        return unpack_records(self.packed_records)


def make_batches(outcomes: Iterable[Outcome], batch_size: int) -> list[Batch]:
    """Batches of at most `batch_size` rows; dead letters travel with the first one."""
    newest: dict[object, Row] = {}
    dead_letters: list[DeadLetter] = []
    for outcome in outcomes:
        if isinstance(outcome, Row):
            known = newest.get(outcome.key)
            if known is None or outcome.version >= known.version:
                newest[outcome.key] = outcome
        else:
            dead_letters.append(outcome)
    rows = sorted(newest.values(), key=_by_key)
    batches = [_batch(rows[start : start + batch_size]) for start in range(0, len(rows), batch_size)]
    if dead_letters:
        batches = batches or [_batch([])]
        batches[0] = batches[0]._replace(dead_letters=dead_letters)
    return batches


def _by_key(row: Row) -> tuple[object, ...]:
    return row.key


def _batch(rows: list[Row]) -> Batch:
    return Batch(
        orjson.dumps([row.values for row in rows], default=str).decode(),
        len(rows),
        array("q", [row.event_time_ms for row in rows]).tobytes(),
        pack_records([row.record for row in rows]),
        [],
    )


def pack_records(records: list[RawRecord]) -> bytes:
    """By column: a list of bytes is packed ten times faster than a list of objects."""
    return pickle.dumps(list(zip(*records, strict=True)) or [()] * 4, protocol=pickle.HIGHEST_PROTOCOL)


def unpack_records(packed: bytes) -> list[RawRecord]:
    return [RawRecord(*columns) for columns in zip(*pickle.loads(packed), strict=True)]


def pack(batch: Batch) -> bytes:
    """A batch as bytes for the way through Flink; both ends are this very code."""
    return pickle.dumps(tuple(batch), protocol=pickle.HIGHEST_PROTOCOL)


def unpack(packed: bytes) -> Batch:
    return Batch(*pickle.loads(packed))
