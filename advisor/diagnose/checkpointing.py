"""How a job's checkpoints go: whether they are late, what they spend their time on, and whether they fail."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.diagnose.candidates import busiest, held_back
from advisor.diagnose.context import Context
from advisor.diagnose.verdict import Evidence
from advisor.measure.checkpoints import CheckpointsMeasure
from advisor.measure.job import JobMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.checkpoints import CheckpointSample
from advisor.model.thresholds import Thresholds
from advisor.model.unknown import Unknown, is_known, known_or

SOURCE = "Flink REST: checkpoints"
# What Flink says of a checkpoint that came while tasks were still starting: no fault of the job.
_STILL_STARTING = ("not all required tasks", "not ready", "not yet running", "not being executed at the moment")


@dataclass(frozen=True)
class Stretched:
    """A checkpoint whose barrier was under way most of its time. `barrier_ms` until it was through `vertex`."""

    checkpoints: CheckpointsMeasure
    vertex: VertexMeasure
    barrier_ms: float
    start_delay_ms: float
    alignment_ms: float
    duration_ms: float
    interval_ms: float


def checkpoints_of(context: Context) -> CheckpointsMeasure | None:
    """None when they were not read."""
    return None if isinstance(context.job.checkpoints, Unknown) else context.job.checkpoints


def completed(checkpoints: CheckpointsMeasure) -> list[CheckpointSample]:
    """The completed ones of the history, the newest first."""
    return [each for each in checkpoints.history if each.status == "COMPLETED"]


def find_stretched(context: Context) -> Stretched | None:
    """Aligned checkpoints that wait behind records, as far as their newest one shows it; None otherwise."""
    checkpoints, thresholds = checkpoints_of(context), context.thresholds
    if checkpoints is None or checkpoints.unaligned or not held_back(context.job, thresholds):
        return None
    interval, usual = checkpoints.interval_ms, checkpoints.duration_ms
    if not is_known(interval) or not enough(context, checkpoints):
        return None
    newest = completed(checkpoints)[0].duration_ms
    if not is_known(usual) or not is_known(newest) or usual < thresholds.stretched_checkpoint_ratio * interval:
        return None
    slowest = max(context.job.vertices, key=_barrier_ms)
    # A gauge of another checkpoint than the newest completed one would say more than there was time for.
    barrier = min(_barrier_ms(slowest), newest)
    if barrier < thresholds.barrier_share_ratio * newest or barrier <= 0:
        return None
    delay, alignment = (known_or(each, 0.0) for each in _parts(slowest))
    return Stretched(checkpoints, slowest, barrier, delay, alignment, newest, interval)


def blocked_checkpoint(job: JobMeasure, thresholds: Thresholds) -> Evidence | None:
    """That a checkpoint is under way for as long as a job was watched that stands still, while nobody is busy.

    A busy operator holds a checkpoint back rather than the other way round.
    """
    if isinstance(job.checkpoints, Unknown) or not is_known(job.checkpoints.running_ms):
        return None
    if any(busiest(each) >= thresholds.saturated_busy_ratio for each in job.vertices):
        return None
    running, watched = job.checkpoints.running_ms / 1000, (job.last.taken_at - job.first.taken_at).total_seconds()
    if running < watched:
        return None
    what = f"a checkpoint is under way for {running:,.0f} s, and no operator is busy: they wait for its barriers"
    return Evidence(what, round(running, 1), round(watched, 1), "seconds", SOURCE)


def _parts(vertex: VertexMeasure) -> tuple[float | Unknown, float | Unknown]:
    return vertex.checkpoint_start_delay_ms, vertex.checkpoint_alignment_ms


def _barrier_ms(vertex: VertexMeasure) -> float:
    return sum(known_or(each, 0.0) for each in _parts(vertex))


def enough(context: Context, checkpoints: CheckpointsMeasure) -> bool:
    """Whether as many have completed as a judgement on their duration needs."""
    return len(completed(checkpoints)) >= context.thresholds.checkpoints_seen_count


def late_beyond_ms(context: Context, checkpoints: CheckpointsMeasure) -> float | None:
    """The duration that the usual checkpoint passes, so that the next one is late; None when it does not."""
    usual, interval = checkpoints.duration_ms, checkpoints.interval_ms
    if not is_known(usual) or not is_known(interval) or not enough(context, checkpoints):
        return None
    most = context.thresholds.slow_checkpoint_ratio * interval
    return most if usual >= most else None


def failures_in_a_row(checkpoints: CheckpointsMeasure) -> list[CheckpointSample]:
    """Those that failed since the last one that completed, the newest first, without those of a job that starts."""
    found = []
    for each in checkpoints.history:
        if each.status == "COMPLETED":
            break
        if each.status == "FAILED" and not _was_starting(each):
            found.append(each)
    return found


def expired(checkpoint: CheckpointSample) -> bool:
    """Whether it failed because it took longer than its timeout."""
    return "expired" in (checkpoint.failure or "").lower()


def _was_starting(checkpoint: CheckpointSample) -> bool:
    reason = (checkpoint.failure or "").lower()
    return any(words in reason for words in _STILL_STARTING)
