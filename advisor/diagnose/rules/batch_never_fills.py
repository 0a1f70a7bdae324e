"""A batch size that the sink never reaches: an interval or a checkpoint ends every batch before.

A batch holds about min(batch_size, rate of a subtask x min(interval, checkpoint interval)) rows. A larger batch_size
changes nothing then; who tunes it is misled.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.batches import BatchMeasure
from advisor.model.settings import OperatorSettings
from advisor.model.unknown import Unknown, is_known

THRESHOLDS = ("batch_filled_ratio",)
CURE = (
    "Lower batch_size to what gathers (it saves memory), or, where the sink limits the job, raise batch_interval_ms as "
    "far as the latency budget allows."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent without a profile, on batches that fill or nearly do, and on a sink that got next to nothing."""
    for vertex in context.job.vertices:
        batches = vertex.batches
        own = context.settings.operators.get(batches.operator) if batches else None
        if batches is None or own is None or own.batch_size is None or not is_known(batches.rows_per_flush):
            continue
        gathers = _gathers(context, batches, own, vertex.parallelism)
        least = context.thresholds.batch_filled_ratio * own.batch_size
        # Both must say so: what was seen, and what interval and rate allow.
        if gathers is None or batches.rows_per_flush >= least or gathers[0] >= least:
            continue
        rows, by = gathers
        yield Finding(
            rule="batch_never_fills",
            severity="warning" if context.limits_the_job(vertex) else "info",
            confidence=round(0.9 * context.job.completeness, 2),
            operator=batches.operator,
            message=f"a batch of {batches.operator} holds {batches.rows_per_flush:,.0f} rows, never the "
            f"{own.batch_size:,} that batch_size allows: {by} ends it before",
            evidence=(
                Evidence("rows a flush", round(batches.rows_per_flush, 1), own.batch_size, "rows", "sink counters"),
                Evidence(f"rows that arrive within {by}", round(rows, 1), own.batch_size, "rows", "profile and rate"),
            ),
            help=CURE,
        )


def _gathers(
    context: Context, batches: BatchMeasure, own: OperatorSettings, parallelism: int
) -> tuple[float, str] | None:
    """Rows that one subtask can gather at most, and what ends its batches; None when either is not known."""
    if not is_known(batches.rows_per_second) or batches.rows_per_second < parallelism:
        return None
    ends = []
    if own.batch_interval_ms:
        ends.append((float(own.batch_interval_ms), f"batch_interval_ms ({own.batch_interval_ms:,})"))
    elif context.settings.python is not None:
        bundle_ms = context.settings.python.bundle_time_ms
        ends.append((float(bundle_ms), f"python.bundle_time_ms ({bundle_ms:,})"))
    checkpoints = context.job.checkpoints
    if not isinstance(checkpoints, Unknown) and is_known(checkpoints.interval_ms):
        ends.append((checkpoints.interval_ms, f"the checkpoint every {checkpoints.interval_ms / 1000:,.0f} s"))
    if not ends:
        return None
    milliseconds, by = min(ends)
    return batches.rows_per_second / parallelism * milliseconds / 1000, by
