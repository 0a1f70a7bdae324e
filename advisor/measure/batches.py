"""What a batching sink and its database say about the batches that really happen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from advisor.measure.naming import chain_parts, label, metric_part, plain_name
from advisor.measure.rates import rate
from advisor.model.database import DatabaseSample, LockWait, LongTransaction, SessionWait, StatementSample
from advisor.model.observation import VertexSample
from advisor.model.unknown import Measure, Unknown, is_known

_NOT_TOLD = Unknown("it is not told")


@dataclass(frozen=True)
class BatchMeasure:
    """From the sink's own counters. `flush_share` is the part of its subtasks' time that was spent in flushes, 0-1.

    `operator` is the one that counts them, which may be one of a chain; `rows_total` since it started. `points` are
    rows a flush and milliseconds a flush in each part of the window, when there are several parts;
    `rows_lately_per_second` is the rate in the last part of it.
    """

    rows_per_second: Measure
    flushes_per_second: Measure
    rows_per_flush: Measure
    ms_per_flush: Measure
    flush_share: Measure
    operator: str = ""
    rows_total: Measure = 0.0
    points: tuple[tuple[float, float], ...] = ()
    rows_lately_per_second: Measure = _NOT_TOLD


@dataclass(frozen=True)
class DatabaseMeasure:
    """From Postgres. Commits and rows are of the whole database, whoever made them.

    `connections` are those of the server. `waits` and `lock_waits` are of all looks together; `statements` are those
    of the window, the costliest first.
    """

    commits: int
    rows: int
    seconds: float
    rows_per_commit: Measure
    connections: int
    max_connections: int
    reserved_connections: int
    waiting_for_locks: int
    waits: tuple[SessionWait, ...]
    lock_waits: tuple[LockWait, ...]
    long_transactions: tuple[LongTransaction, ...]
    statements: tuple[StatementSample, ...] | Unknown


def measure_batches(samples: Sequence[VertexSample], windows_ms: list[Measure]) -> BatchMeasure | None:
    """None when the vertex counts no rows and flushes of its own, as most operators do not."""
    before, now = samples[0], samples[-1]
    if not is_known(now.metric("rows_written")) or not is_known(now.metric("flushes")):
        return None
    known = [window for window in windows_ms if is_known(window)]
    window = median(known) if known else Unknown("no subtask is known at both moments")
    rows = rate(before.metric("rows_written"), now.metric("rows_written"), window)
    flushes = rate(before.metric("flushes"), now.metric("flushes"), window)
    flush_ms = rate(before.metric("flush_ms_total"), now.metric("flush_ms_total"), window)
    share = flush_ms / 1000 / len(windows_ms) if is_known(flush_ms) else flush_ms
    return BatchMeasure(
        rows,
        flushes,
        _per(rows, flushes),
        _per(flush_ms, flushes),
        share,
        _who_counts(now),
        now.metric("rows_written"),
        _points(samples),
        # Of several parts all are of about one length.
        rate(
            samples[-2].metric("rows_written"),
            now.metric("rows_written"),
            window / (len(samples) - 1) if is_known(window) else window,
        ),
    )


def _who_counts(vertex: VertexSample) -> str:
    """The operator's plain name, from the name of its metric."""
    spelled = next(key.rpartition(".")[0] for key in vertex.metrics if key.endswith(".rows_written"))
    parts = {metric_part(part): plain_name(part) for part in chain_parts(vertex.name)}
    return parts.get(spelled, label(vertex.name))


def _points(samples: Sequence[VertexSample]) -> tuple[tuple[float, float], ...]:
    found = []
    for before, now in pairwise(samples):
        rows, flushes, ms = (
            rate(before.metric(name), now.metric(name), 1000.0)
            for name in ("rows_written", "flushes", "flush_ms_total")
        )
        per_flush, ms_per_flush = _per(rows, flushes), _per(ms, flushes)
        if is_known(per_flush) and is_known(ms_per_flush):
            found.append((per_flush, ms_per_flush))
    return tuple(found) if len(samples) > 2 else ()


def measure_database(samples: tuple[DatabaseSample, ...] | Unknown) -> DatabaseMeasure | Unknown:
    """Unknown, with the reason, when no database was asked or it did not answer."""
    if isinstance(samples, Unknown):
        return samples
    first, last = samples[0], samples[-1]
    commits, rows = last.commits - first.commits, last.rows_written - first.rows_written
    if commits < 0 or rows < 0:
        return Unknown("the database's statistics were reset in the window")
    return DatabaseMeasure(
        commits=commits,
        rows=rows,
        seconds=(last.taken_at - first.taken_at).total_seconds(),
        rows_per_commit=_per(float(rows), float(commits)),
        connections=max(last.server_connections, sum(last.connections.values())),
        max_connections=last.max_connections,
        reserved_connections=last.reserved_connections,
        waiting_for_locks=max(sample.waiting_for_locks for sample in samples),
        waits=tuple(wait for sample in samples for wait in sample.waits),
        lock_waits=tuple(wait for sample in samples for wait in sample.lock_waits),
        long_transactions=last.long_transactions,
        statements=_statements(first.statements, last.statements),
    )


def _statements(
    first: tuple[StatementSample, ...] | Unknown, last: tuple[StatementSample, ...] | Unknown
) -> tuple[StatementSample, ...] | Unknown:
    if isinstance(last, Unknown):
        return last
    if isinstance(first, Unknown):
        return first
    before = {each.query: each for each in first}
    grown = []
    for each in last:
        # Only the costliest are read: one that has just come among them would bring its whole past along.
        start = before.get(each.query)
        if start is not None and each.calls > start.calls:
            spent = each.milliseconds - start.milliseconds
            grown.append(StatementSample(each.query, each.calls - start.calls, spent, each.rows - start.rows))
    return tuple(sorted(grown, key=lambda each: -each.milliseconds))


def _per(amount: Measure, count: Measure) -> Measure:
    if not is_known(amount):
        return amount
    if not is_known(count):
        return count
    return amount / count if count > 0 and amount >= 0 else Unknown("nothing was written in the window")
