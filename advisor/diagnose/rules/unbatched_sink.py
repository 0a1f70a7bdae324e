"""A sink that commits a few rows at a time and spends its time on it.

The fixed cost of a commit (a round trip, a write to the log) is paid for every few rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.database import long_lock_wait
from advisor.diagnose.verdict import Evidence, Finding
from advisor.model.unknown import is_known, known_or

THRESHOLDS = ("small_batch_rows", "flushes_dominate_ratio", "lock_held_seconds")
CURE = "Gather more rows into one statement: raise batch_size, and batch_interval_ms so that it can fill."


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent on a sink that has time (few rows a flush are right when few rows come), and on one whose flushes wait
    for a lock (sink_waits_on_database)."""
    for vertex in context.job.vertices:
        batches = vertex.batches
        if batches is None or not is_known(batches.rows_per_flush) or not is_known(batches.ms_per_flush):
            continue
        share = known_or(batches.flush_share, 0)
        small = context.thresholds.small_batch_rows
        if batches.rows_per_flush > small or share < context.thresholds.flushes_dominate_ratio:
            continue
        if long_lock_wait(context.job, batches.operator, context.thresholds.lock_held_seconds):
            continue
        yield Finding(
            rule="unbatched_sink",
            severity="critical" if context.limits_the_job(vertex) else "warning",
            confidence=round(context.job.completeness * min(0.99, known_or(vertex.busy_ratio, 0)), 2),
            operator=batches.operator,
            message=f"{batches.operator} writes {batches.rows_per_flush:,.1f} rows a flush and is busy with flushes "
            f"{share:.0%} of the time",
            evidence=(
                Evidence("rows a flush", round(batches.rows_per_flush, 2), small, "rows", "sink counters"),
                Evidence("time of a flush", round(batches.ms_per_flush, 3), None, "ms", "sink counters"),
            ),
            help=CURE,
        )
