"""From measurements to the one verdict. Each step either settles it or hands on.

usable? -> moving? -> its database still there? -> the first busy operator below backpressure -> one that waits for its
own requests -> garbage or lag at the source -> a source that waits for Kafka -> it waits for input. Whatever limits,
full machines limit it more.
"""

from __future__ import annotations

from advisor.diagnose.candidates import (
    busiest,
    first_below,
    held,
    held_back,
    held_back_by_itself,
    saturated,
)
from advisor.diagnose.causes import find_cause
from advisor.diagnose.checkpointing import blocked_checkpoint
from advisor.diagnose.database import database_away, lock_evidence, short_of_connections
from advisor.diagnose.healthy import waits_for_input
from advisor.diagnose.host import full_machines
from advisor.diagnose.inside import look_inside
from advisor.diagnose.lost_database import lost_its_database
from advisor.diagnose.ruled_out import rule_out
from advisor.diagnose.skew import find_skew_cause, is_skewed
from advisor.diagnose.source import behind_at_the_source, stopped_by_garbage
from advisor.diagnose.starved import waits_for_kafka
from advisor.diagnose.usable import FLINK, diagnose_unusable, last_failure
from advisor.diagnose.verdict import Cause, Evidence, Verdict
from advisor.measure.job import JobMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.settings import JobSettings
from advisor.model.unknown import is_known, known_or


def diagnose_bottleneck(job: JobMeasure, settings: JobSettings) -> Verdict:
    """The verdict on the window."""
    verdict = (
        diagnose_unusable(job, settings.thresholds)
        or _not_moving(job, settings)
        or lost_its_database(job, settings)
        or _saturated_operator(job, settings)
        or _waits_for_its_requests(job, settings)
        or stopped_by_garbage(job, settings)
        or behind_at_the_source(job, settings)
        or waits_for_kafka(job, settings)
        or waits_for_input(job, settings)
    )
    return full_machines(job, verdict, settings) or verdict


def _not_moving(job: JobMeasure, settings: JobSettings) -> Verdict | None:
    """Nothing comes out although something waits: a dead dependency, a lock, a checkpoint that blocks."""
    waiting = held_back(job, settings.thresholds)
    if not waiting:
        return None
    culprit = next(iter(first_below(job, waiting, settings.thresholds.backpressure_ok_ratio)), None)
    if not _nothing_comes_out(job) and not _finishes_nothing(job, culprit, settings):
        return None
    cause, causes = _why_stuck(job, culprit, settings)
    return Verdict(
        "stalled",
        culprit.uid if culprit else None,
        culprit.id if culprit else None,
        cause,
        round(0.9 * job.completeness, 2),
        (
            Evidence("nothing came out of the job in the window", 0, None, "records", FLINK),
            *causes,
            *last_failure(job),
        ),
        rule_out(job, culprit, settings.thresholds),
    )


def _nothing_comes_out(job: JobMeasure) -> bool:
    """By the rows of its sinks where they count them: what still moves above them only fills buffers."""
    sinks = [each.batches for each in job.vertices if each.batches]
    if sinks:
        return all(known_or(each.rows_per_second, 1) == 0 for each in sinks)
    moves = (rate for each in job.vertices for rate in (each.records_out_per_second, each.records_in_per_second))
    return all(known_or(rate, 1) == 0 for rate in moves)


def _finishes_nothing(job: JobMeasure, culprit: VertexMeasure | None, settings: JobSettings) -> bool:
    """Whether it was busy all the time with what it has in hand: one element a subtask at most."""
    if culprit is None or busiest(culprit) < settings.thresholds.saturated_busy_ratio or culprit.batches:
        return False
    taken, put = culprit.records_in_per_second, culprit.records_out_per_second
    if not is_known(taken) or not is_known(put) or not is_known(job.window_seconds):
        return False
    return put == 0 and taken * job.window_seconds < culprit.parallelism + 0.5


def _why_stuck(
    job: JobMeasure, culprit: VertexMeasure | None, settings: JobSettings
) -> tuple[Cause, tuple[Evidence, ...]]:
    if culprit is None or busiest(culprit) < settings.thresholds.saturated_busy_ratio:
        blocks = blocked_checkpoint(job, settings.thresholds)
        return ("checkpoints", (blocks,)) if blocks else ("unknown", ())
    if culprit.batches is not None:
        what = f"{culprit.uid} was busy all the time and no flush ended: what it writes to does not answer"
        stuck = Evidence(what, 0, None, "flushes", "sink counters")
    else:
        what = f"{culprit.uid} was busy all the time and finished nothing: what it waits for does not answer"
        stuck = Evidence(what, 0, None, "records", FLINK)
    if short := short_of_connections(job, culprit, settings):
        return short[0], (stuck, *short[1])
    away = database_away(job, culprit)
    return "external_wait", (stuck, *([away] if away else lock_evidence(job, culprit)))


def _saturated_operator(job: JobMeasure, settings: JobSettings) -> Verdict | None:
    found = saturated(job, settings.thresholds)
    if not found:
        return None
    culprit = found[0]
    waiting = held_back(job, settings.thresholds)
    skewed = is_skewed(culprit, settings.thresholds)
    cause, causes = (find_skew_cause if skewed else find_cause)(job, culprit, settings)
    inside = look_inside(culprit)
    return Verdict(
        "subtask_bound" if skewed else "operator_bound",
        inside.uid,
        culprit.id,
        cause,
        round(_confidence(job, waiting, culprit) * inside.confidence, 2),
        (_busy_while_others_wait(culprit, waiting, settings), *inside.because, *causes),
        rule_out(job, culprit, settings.thresholds, inside),
    )


def _busy_while_others_wait(culprit: VertexMeasure, waiting: list[VertexMeasure], settings: JobSettings) -> Evidence:
    enough = settings.thresholds.saturated_busy_ratio
    busy = [
        s for s in culprit.subtasks if known_or(s.idle_ratio, 1.0) <= 1 - enough and known_or(s.busy_ratio, 0) > 0.5
    ]
    others = [each for each in waiting if each.id != culprit.id]
    who = " and ".join(v.uid for v in others[:3]) or "the source"
    where = f"never idle in {len(busy)} of {culprit.parallelism} subtasks" if busy else "idle only between batches"
    waits = "waits" if len(others) <= 1 else "wait"
    what = f"busy {busiest(culprit):.0%} of the window, {where}, while {who} {waits} for it"
    return Evidence(what, round(busiest(culprit), 3), enough, "busy ratio", FLINK)


def _confidence(job: JobMeasure, waiting: list[VertexMeasure], culprit: VertexMeasure) -> float:
    """Complete data, operators above that clearly wait, and nobody else who is as busy without being held back."""
    most = max(held(v) for v in waiting)
    rivals = [v for v in job.vertices if v.id != culprit.id and v not in waiting]
    rival = max((busiest(v) for v in rivals), default=0.0)
    return min(0.99, job.completeness * most * busiest(culprit) * (1 - rival / 2))


def _waits_for_its_requests(job: JobMeasure, settings: JobSettings) -> Verdict | None:
    culprit = held_back_by_itself(job, settings.thresholds)
    if culprit is None:
        return None
    what = (
        f"waits {held(culprit):.0%} of the time although everything below it has time: as many of its own requests "
        "are under way as it may have"
    )
    evidence = Evidence(what, round(held(culprit), 3), settings.thresholds.backpressure_high_ratio, "ratio", FLINK)
    # The network between two tasks can look the same, so this is never certain.
    confidence = round(0.7 * job.completeness * held(culprit), 2)
    others = rule_out(job, culprit, settings.thresholds)
    return Verdict("operator_bound", culprit.uid, culprit.id, "external_wait", confidence, (evidence,), others)
