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
from jobs.operators.enrichment import Outcome, RawRecord, Row


class Batch(NamedTuple):
    """What travels from enrichment to sink.

    `document` is a JSON array of the rows; `records` are the Kafka records behind them, in the same order,
    for the case that Postgres refuses one; `event_times_ms` an array of signed 64-bit integers.
    """

    document: str
    records: list[RawRecord]
    event_times_ms: bytes
    dead_letters: list[DeadLetter]


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
        [row.record for row in rows],
        array("q", [row.event_time_ms for row in rows]).tobytes(),
        [],
    )


def pack(batch: Batch) -> bytes:
    """A batch as bytes for the way through Flink; both ends are this very code."""
    return pickle.dumps(tuple(batch), protocol=pickle.HIGHEST_PROTOCOL)


def unpack(packed: bytes) -> Batch:
    return Batch(*pickle.loads(packed))
