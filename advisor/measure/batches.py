"""What a batching sink and its database say about the batches that really happen."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from advisor.measure.rates import rate
from advisor.model.observation import DatabaseSample, VertexSample
from advisor.model.unknown import Measure, Unknown, is_known


@dataclass(frozen=True)
class BatchMeasure:
    """From the sink's own counters. `flush_share` is the part of its subtasks' time that was spent in flushes, 0-1."""

    rows_per_second: Measure
    flushes_per_second: Measure
    rows_per_flush: Measure
    ms_per_flush: Measure
    flush_share: Measure


@dataclass(frozen=True)
class DatabaseMeasure:
    """From Postgres. Commits and rows are of the whole database, whoever made them."""

    commits: int
    rows: int
    seconds: float
    rows_per_commit: Measure
    connections: int
    job_connections: int
    max_connections: int
    waiting_for_locks: int


def measure_batches(before: VertexSample, now: VertexSample, windows_ms: list[Measure]) -> BatchMeasure | None:
    """None when the vertex counts no rows and flushes of its own, as most operators do not."""
    if not is_known(now.metric("rows_written")) or not is_known(now.metric("flushes")):
        return None
    known = [window for window in windows_ms if is_known(window)]
    window = median(known) if known else Unknown("no subtask is known at both moments")
    rows = rate(before.metric("rows_written"), now.metric("rows_written"), window)
    flushes = rate(before.metric("flushes"), now.metric("flushes"), window)
    flush_ms = rate(before.metric("flush_ms_total"), now.metric("flush_ms_total"), window)
    share = flush_ms / 1000 / len(windows_ms) if is_known(flush_ms) else flush_ms
    return BatchMeasure(rows, flushes, _per(rows, flushes), _per(flush_ms, flushes), share)


def measure_database(samples: tuple[DatabaseSample, DatabaseSample] | None) -> DatabaseMeasure | None:
    """None when no database was asked."""
    if samples is None:
        return None
    first, last = samples
    commits, rows = last.commits - first.commits, last.rows_written - first.rows_written
    return DatabaseMeasure(
        commits=commits,
        rows=rows,
        seconds=(last.taken_at - first.taken_at).total_seconds(),
        rows_per_commit=_per(float(rows), float(commits)),
        connections=sum(last.connections.values()),
        job_connections=sum(n for name, n in last.connections.items() if name.startswith("narrows:")),
        max_connections=last.max_connections,
        waiting_for_locks=max(first.waiting_for_locks, last.waiting_for_locks),
    )


def _per(amount: Measure, count: Measure) -> Measure:
    if not is_known(amount):
        return amount
    if not is_known(count):
        return count
    return amount / count if count > 0 and amount >= 0 else Unknown("nothing was written in the window")
