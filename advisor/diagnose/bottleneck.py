"""From measurements to the one verdict. Each step either settles it or hands on.

usable? -> moving? -> the first busy operator below backpressure -> lag at the source -> it waits for input
"""

from __future__ import annotations

from advisor.diagnose.causes import find_cause
from advisor.diagnose.lag import lag_grows, lag_seconds
from advisor.diagnose.ruled_out import rule_out
from advisor.diagnose.thresholds import (
    BACKPRESSURE_HIGH,
    BACKPRESSURE_OK,
    IDLE_SOURCE,
    LAG_WORTH_NAMING,
    SATURATED,
    SKEWED,
    Threshold,
)
from advisor.diagnose.usable import FLINK, diagnose_unusable, last_failure, not_enough
from advisor.diagnose.verdict import Evidence, Verdict
from advisor.measure.job import JobMeasure, VertexMeasure
from advisor.model.settings import JobSettings
from advisor.model.unknown import is_known, known_or


def diagnose_bottleneck(job: JobMeasure, settings: JobSettings) -> Verdict:
    """The verdict on the window."""
    return (
        diagnose_unusable(job)
        or _not_moving(job)
        or _saturated_operator(job, settings)
        or _behind_at_the_source(job)
        or _waits_for_input(job)
    )


def _held_back(job: JobMeasure) -> list[VertexMeasure]:
    return [v for v in job.vertices if known_or(v.backpressured_ratio, 0) > BACKPRESSURE_HIGH.value]


def _first_below(job: JobMeasure, held_back: list[VertexMeasure], level: Threshold) -> list[VertexMeasure]:
    """The first operators on each way down that are backpressured no more than `level`: what those above wait for."""

    def waits(vertex_id: str) -> bool:
        return known_or(job.vertex(vertex_id).backpressured_ratio, 0) > level.value

    return [job.vertex(each) for each in job.topology.first_below(tuple(v.id for v in held_back), waits)]


def _busiest(vertex: VertexMeasure) -> float:
    return known_or(vertex.busiest_subtask_ratio, 0.0)


def _not_moving(job: JobMeasure) -> Verdict | None:
    """Nothing passes although something waits: a dead dependency, a lock, a checkpoint that blocks."""
    if any(known_or(v.records_out_per_second, 1) > 0 or known_or(v.records_in_per_second, 1) > 0 for v in job.vertices):
        return None
    held_back = _held_back(job)
    if not held_back:
        return None
    culprit = next(iter(_first_below(job, held_back, BACKPRESSURE_OK)), None)
    evidence = [Evidence("no record passed any operator in the window", 0, None, "records", FLINK)]
    stuck = culprit is not None and culprit.batches is not None and _busiest(culprit) >= SATURATED.value
    if culprit and stuck:
        what = f"{culprit.uid} was busy all the time and no flush ended: what it writes to does not answer"
        evidence.append(Evidence(what, 0, None, "flushes", "sink counters"))
    return Verdict(
        "stalled",
        culprit.uid if culprit else None,
        culprit.id if culprit else None,
        "external_wait" if stuck else "unknown",
        round(0.9 * job.completeness, 2),
        (*evidence, *last_failure(job)),
        rule_out(job, culprit),
    )


def _saturated_operator(job: JobMeasure, settings: JobSettings) -> Verdict | None:
    held_back = _held_back(job)
    saturated = _saturated(job, held_back)
    if not saturated:
        return None
    culprit = saturated[0]
    everywhere = _busiest(culprit) < SKEWED.value * known_or(culprit.busy_ratio, 0)
    cause, causes = find_cause(job, culprit, settings.operators.get(culprit.uid))
    return Verdict(
        "operator_bound" if everywhere else "subtask_bound",
        culprit.uid,
        culprit.id,
        cause if everywhere else "unknown",
        _confidence(job, held_back, culprit),
        (_busy_while_others_wait(culprit, held_back), *causes),
        rule_out(job, culprit),
    )


def _saturated(job: JobMeasure, held_back: list[VertexMeasure]) -> list[VertexMeasure]:
    """Candidates, the busiest first.

    Two neighbours that hand over in large batches take turns: the upper one is held back for a part of the time,
    the lower one idles between batches. With input waiting all the time, the first below HIGH is the limit then.
    """
    below = [v for v in _first_below(job, held_back, BACKPRESSURE_OK) if _busiest(v) >= SATURATED.value]
    if not below and _sources_idle(job) < IDLE_SOURCE.value:
        below = [v for v in _first_below(job, held_back, BACKPRESSURE_HIGH) if _busiest(v) > BACKPRESSURE_HIGH.value]
    return sorted(below, key=_busiest, reverse=True)


def _sources_idle(job: JobMeasure) -> float:
    return max((known_or(source.idle_ratio, 0.0) for source in job.sources), default=0.0)


def _busy_while_others_wait(culprit: VertexMeasure, held_back: list[VertexMeasure]) -> Evidence:
    busy = [s for s in culprit.subtasks if known_or(s.idle_ratio, 1.0) <= 1 - SATURATED.value]
    who = " and ".join(v.uid for v in held_back[:3])
    where = f"never idle in {len(busy)} of {culprit.parallelism} subtasks" if busy else "idle only between batches"
    waits = "waits" if len(held_back) == 1 else "wait"
    what = f"busy {_busiest(culprit):.0%} of the window, {where}, while {who} {waits} for it"
    return Evidence(what, round(_busiest(culprit), 3), SATURATED.value, "busy ratio", FLINK)


def _confidence(job: JobMeasure, held_back: list[VertexMeasure], culprit: VertexMeasure) -> float:
    """Complete data, operators above that clearly wait, and nobody else who is as busy without being held back."""
    waiting = max(known_or(v.backpressured_ratio, 0) for v in held_back)
    rivals = [v for v in job.vertices if v.id != culprit.id and v not in held_back]
    rival = max((_busiest(v) for v in rivals), default=0.0)
    return round(min(0.99, job.completeness * waiting * _busiest(culprit) * (1 - rival / 2)), 2)


def _behind_at_the_source(job: JobMeasure) -> Verdict | None:
    for source in job.sources:
        if not is_known(source.busy_ratio) or source.busy_ratio < SATURATED.value:
            continue
        lag = source.pending_records[1]
        if not is_known(lag):
            return not_enough(
                f"{source.uid} is busy all the time, as every source that nothing holds back, and reports no "
                "pendingRecords: whether it keeps up cannot be told"
            )
        if lag_grows(source) or lag_seconds(source) >= LAG_WORTH_NAMING.value:
            busy = f"{source.uid} is busy {source.busy_ratio:.0%} and nothing downstream holds it back"
            because = (
                Evidence(f"{lag:,.0f} records wait in the topic", lag, 0, "records", "pendingRecords"),
                Evidence(busy, round(source.busy_ratio, 3), SATURATED.value, "busy ratio", FLINK),
            )
            confidence = round(min(0.9, job.completeness * source.busy_ratio), 2)
            return Verdict("source_bound", source.uid, source.id, "unknown", confidence, because, rule_out(job, source))
    return None


def _waits_for_input(job: JobMeasure) -> Verdict:
    idle = _sources_idle(job)
    held_back = _held_back(job)
    if held_back and idle < IDLE_SOURCE.value:
        return not_enough(
            f"{held_back[0].uid} is backpressured, but no operator below it is busy: bursts, a slow network or "
            "blocked tasks; measure over a longer window"
        )
    busiest = max(job.vertices, key=_busiest)
    most = f"no operator holds another one back for long; the busiest, {busiest.uid}, is busy {_busiest(busiest):.0%}"
    because = [Evidence(most, round(_busiest(busiest), 3), SATURATED.value, "busy ratio", FLINK)]
    for source in job.sources:
        if is_known(source.idle_ratio):
            waits = f"{source.uid} waits for input {source.idle_ratio:.0%} of the time"
            because.append(Evidence(waits, round(source.idle_ratio, 3), IDLE_SOURCE.value, "idle ratio", FLINK))
    confidence = round(job.completeness * max(idle, 1 - _busiest(busiest)), 2)
    return Verdict("input_bound", None, None, None, confidence, tuple(because), rule_out(job, None))
