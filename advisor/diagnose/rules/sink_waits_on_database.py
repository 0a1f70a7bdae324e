"""A sink whose time goes into waiting for the database: a lock that somebody holds, or round trips.

The sink looks busy, and more CPU for Flink changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.database import lock_evidence
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.batches import DatabaseMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.unknown import Unknown, is_known, known_or

THRESHOLDS = ("flushes_dominate_ratio", "long_transaction_seconds")
CURE = (
    "End the transaction that holds the lock, or move it to a quiet hour; without a lock, look at what the statement "
    "costs in the database: indexes, triggers, its disk, and the distance to it."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent on a sink that holds nobody back, however long its flushes take, unless one of its sessions was seen
    waiting for a lock; and on small batches (unbatched_sink)."""
    for vertex in context.job.vertices:
        batches = vertex.batches
        if batches is None:
            continue
        locks = lock_evidence(context.job) if _blocks(context, vertex) else []
        share = known_or(batches.flush_share, 0.0)
        limits = context.limits_the_job(vertex) and context.verdict.cause == "external_wait"
        waits = limits and share >= context.thresholds.flushes_dominate_ratio
        if not locks and not waits:
            continue
        evidence = [
            *locks,
            *_flushes(vertex, context.thresholds.flushes_dominate_ratio),
            *_costliest(context.job.database, context.thresholds.long_transaction_seconds),
        ]
        yield Finding(
            rule="sink_waits_on_database",
            severity="critical" if locks and context.limits_the_job(vertex) else "warning",
            confidence=0.95 if locks else round(0.8 * context.job.completeness, 2),
            operator=batches.operator,
            message=f"{batches.operator}: {locks[0].what}"
            if locks
            else f"{batches.operator} waits for its flushes {share:.0%} of the time{_for(context.job.database)}",
            evidence=tuple(evidence),
            help=CURE,
        )


def _blocks(context: Context, vertex: VertexMeasure) -> bool:
    """Whether one of the lock waits is the sink's own."""
    database = context.job.database
    if isinstance(database, Unknown) or vertex.batches is None:
        return False
    return any(vertex.batches.operator in wait.waiting for wait in database.lock_waits)


def _flushes(vertex: VertexMeasure, least: float) -> list[Evidence]:
    batches = vertex.batches
    if batches is None or not is_known(batches.flush_share) or not is_known(batches.ms_per_flush):
        return []
    return [
        Evidence("share of the time in flushes", round(batches.flush_share, 3), least, "ratio", "sink counters"),
        Evidence("time of a flush", round(batches.ms_per_flush, 2), None, "ms", "sink counters"),
    ]


def _costliest(database: DatabaseMeasure | Unknown, long_seconds: float) -> list[Evidence]:
    """The statement that took the most time in the window, and the transaction that is open the longest."""
    if isinstance(database, Unknown):
        return []
    found = []
    if not isinstance(database.statements, Unknown) and database.statements:
        top = database.statements[0]
        each_ms = top.milliseconds / max(top.calls, 1)
        what = f"{' '.join(top.query.split())[:100]}: {top.calls:,} calls of {each_ms:,.1f} ms"
        found.append(Evidence(what, round(each_ms, 2), None, "ms", "pg_stat_statements"))
    oldest = max(database.long_transactions, key=lambda each: each.seconds, default=None)
    if oldest is not None and oldest.seconds >= long_seconds:
        what = (
            f"a transaction of {oldest.application or 'somebody'} is open for {oldest.seconds:,.0f} s ({oldest.state})"
        )
        found.append(Evidence(what, round(oldest.seconds), long_seconds, "seconds", "pg_stat_activity"))
    return found


def _for(database: DatabaseMeasure | Unknown) -> str:
    """What its sessions were seen waiting for, when Postgres was asked."""
    if isinstance(database, Unknown):
        return ""
    events: dict[str, int] = {}
    for wait in database.waits:
        if wait.application.startswith("narrows:") and wait.event != "running":
            events[wait.event] = events.get(wait.event, 0) + wait.sessions
    return f"; Postgres was seen at {max(events, key=lambda each: events[each])}" if events else ""
