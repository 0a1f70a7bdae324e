"""A sink whose time goes into waiting for the database: a lock that somebody holds, or round trips.

The sink looks busy, and more CPU for Flink changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.database import held_lock, is_session_of, long_lock_wait
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.batches import BatchMeasure, DatabaseMeasure
from advisor.model.unknown import Unknown, is_known, known_or

THRESHOLDS = ("flushes_dominate_ratio", "lock_held_seconds", "flush_way_ratio", "long_transaction_seconds")
CURE = (
    "End the transaction that holds the lock, or move it to a quiet hour; without a lock, look at what the statement "
    "costs in the database (indexes, triggers, its disk), or, when most of a flush is spent outside of it, at the "
    "distance to it and at larger batches."
)
# Two counters read at slightly different moments count the same when they differ by no more than this share.
SAME_COUNT = 0.2


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent on a sink that holds nobody back, however long its flushes take, unless one of its own sessions was seen
    waiting for a lock that is held for long; and on small batches (unbatched_sink)."""
    thresholds, database = context.thresholds, context.job.database
    for vertex in context.job.vertices:
        batches = vertex.batches
        if batches is None:
            continue
        wait = long_lock_wait(context.job, batches.operator, thresholds.lock_held_seconds)
        lock = held_lock(wait) if wait else None
        share = known_or(batches.flush_share, 0.0)
        limits = context.limits_the_job(vertex) and context.verdict.cause == "external_wait"
        if lock is None and not (limits and share >= thresholds.flushes_dominate_ratio):
            continue
        evidence = (
            *([lock] if lock else []),
            *_flushes(batches, thresholds.flushes_dominate_ratio),
            *_way(batches, database, thresholds.flush_way_ratio),
            *_costliest(database, thresholds.long_transaction_seconds),
        )
        yield Finding(
            rule="sink_waits_on_database",
            severity="critical" if lock and context.limits_the_job(vertex) else "warning",
            confidence=0.95 if lock else round(0.8 * context.job.completeness, 2),
            operator=batches.operator,
            message=f"{batches.operator}: {lock.what}"
            if lock
            else f"{batches.operator} waits for its flushes {share:.0%} of the time{_seen_at(context, batches)}",
            evidence=evidence,
            help=CURE,
        )


def _flushes(batches: BatchMeasure, least: float) -> list[Evidence]:
    if not is_known(batches.flush_share) or not is_known(batches.ms_per_flush):
        return []
    return [
        Evidence("share of the time in flushes", round(batches.flush_share, 3), least, "ratio", "sink counters"),
        Evidence("time of a flush", round(batches.ms_per_flush, 2), None, "ms", "sink counters"),
    ]


def _way(batches: BatchMeasure, database: DatabaseMeasure | Unknown, least: float) -> list[Evidence]:
    """How much of a flush is spent outside of its statements: those that were called as often as it flushed."""
    if isinstance(database, Unknown) or isinstance(database.statements, Unknown):
        return []
    if not is_known(batches.ms_per_flush) or not is_known(batches.flushes_per_second):
        return []
    flushes = batches.flushes_per_second * database.seconds
    own = [each for each in database.statements if abs(each.calls - flushes) <= SAME_COUNT * flushes]
    if not own:
        return []
    outside = batches.ms_per_flush - sum(each.milliseconds / each.calls for each in own)
    if outside < least * batches.ms_per_flush:
        return []
    what = f"{outside:,.1f} ms of a flush are the way there and back, and the commit; its statements take the rest"
    most = round(least * batches.ms_per_flush, 2)
    return [Evidence(what, round(outside, 2), most, "ms", "sink counters and pg_stat_statements")]


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


def _seen_at(context: Context, batches: BatchMeasure) -> str:
    """What the sink's own sessions were seen waiting for, when Postgres was asked."""
    if isinstance(context.job.database, Unknown):
        return ""
    events: dict[str, int] = {}
    for wait in context.job.database.waits:
        if wait.event != "running" and is_session_of(context.job, batches.operator, wait.application):
            events[wait.event] = events.get(wait.event, 0) + wait.sessions
    return f"; Postgres was seen at {max(events, key=lambda each: events[each])}" if events else ""
