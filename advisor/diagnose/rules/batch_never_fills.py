"""A batch size that the sink never reaches: an interval or a checkpoint ends every batch before.

A batch holds about min(batch_size, rate of a subtask x min(interval, checkpoint interval)) rows. A larger batch_size
changes nothing then; who tunes it is misled.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.gathering import gatherers, gathering_ends
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.batches import BatchMeasure
from advisor.model.settings import OperatorSettings
from advisor.model.unknown import Unknown, is_known, known_or

THRESHOLDS = ("batch_filled_ratio", "flushes_cost_ratio")
CURE = (
    "Lower batch_size to what gathers (it saves memory), or, where the sink limits the job, raise batch_interval_ms as "
    "far as the latency budget allows."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent without a profile, on batches that fill or nearly do, where something else than the interval ends them,
    and where flushes take little time: a size for the peaks of the day is right at a quiet hour, too."""
    for vertex in context.job.vertices:
        batches = vertex.batches
        own = context.settings.operators.get(batches.operator) if batches else None
        if batches is None or own is None or own.batch_size is None or not is_known(batches.rows_per_flush):
            continue
        if known_or(batches.flush_share, 0.0) < context.thresholds.flushes_cost_ratio:
            continue
        gathers = _gathers(context, batches, own, gatherers(context, vertex))
        least = context.thresholds.batch_filled_ratio * own.batch_size
        # Both must say so: what was seen, and what interval and rate allow.
        if gathers is None or batches.rows_per_flush >= least or gathers[0] >= least:
            continue
        rows, by = gathers
        if batches.rows_per_flush < context.thresholds.batch_filled_ratio * rows:
            continue  # something else ends the batches: the job may run with other settings than the profile's
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


def _gathers(context: Context, batches: BatchMeasure, own: OperatorSettings, subtasks: int) -> tuple[float, str] | None:
    """Rows that one subtask can gather at most, and what ends its batches; None when either is not known."""
    if not is_known(batches.rows_per_second) or batches.rows_per_second < subtasks:
        return None
    own_end = gathering_ends(own, context.settings)
    ends = [(float(own_end[0]), own_end[1])] if own_end else []
    checkpoints = context.job.checkpoints
    if not isinstance(checkpoints, Unknown) and is_known(checkpoints.interval_ms):
        ends.append((checkpoints.interval_ms, f"the checkpoint every {checkpoints.interval_ms / 1000:g} s"))
    if not ends:
        return None
    milliseconds, by = min(ends)
    return batches.rows_per_second / subtasks * milliseconds / 1000, by
