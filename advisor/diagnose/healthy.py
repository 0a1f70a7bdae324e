"""A job that nothing holds back: it takes what comes. Or it cannot be said."""

from __future__ import annotations

from advisor.diagnose.candidates import busiest, held_back, sources_idle
from advisor.diagnose.lag import lag_evidence, lag_grows, lag_seconds, lags_at_every_look
from advisor.diagnose.ruled_out import rule_out
from advisor.diagnose.usable import FLINK, not_enough
from advisor.diagnose.verdict import Evidence, Verdict
from advisor.measure.job import JobMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.settings import JobSettings
from advisor.model.unknown import is_known, known_or


def waits_for_input(job: JobMeasure, settings: JobSettings) -> Verdict:
    """`input_bound`, unless somebody is held back by nobody that can be seen, or falls behind by Kafka's count."""
    thresholds = settings.thresholds
    idle = sources_idle(job)
    waiting = held_back(job, thresholds)
    if waiting and idle < thresholds.idle_source_ratio:
        return not_enough(
            f"{waiting[0].uid} is backpressured, but no operator below it is busy: bursts, a slow network or "
            "blocked tasks; measure over a longer window"
        )
    behind = [each for each in job.sources if each.kafka_counts_pending and lag_grows(each, thresholds)]
    if behind := [each for each in behind if lags_at_every_look(each)]:
        lag = lag_evidence(behind[0], known_or(behind[0].pending_records[-1], 0.0)).what
        return not_enough(
            f"{behind[0].uid} falls behind ({lag}), and nothing was seen that keeps it from reading: measure over a "
            "longer window, with more --samples"
        )
    if (busy := _working_off(job, settings)) is not None:
        first, last = (known_or(busy.pending_records[at], 0.0) for at in (0, -1))
        return not_enough(
            f"{busy.uid} is busy all the time and works off what waits ({first:,.0f} records at first, {last:,.0f} at "
            f"the end, {lag_seconds(busy):.0f} s at its rate): measure again when that is done, or while more waits"
        )
    top = max(job.vertices, key=busiest)
    most = f"no operator holds another one back for long; the busiest, {top.uid}, is busy {busiest(top):.0%}"
    because = [Evidence(most, round(busiest(top), 3), thresholds.saturated_busy_ratio, "busy ratio", FLINK)]
    for source in job.sources:
        # A source whose busy time is not known (NaN) has no idle time either: Flink measures neither.
        if is_known(source.idle_ratio) and is_known(source.busy_ratio):
            waits = f"{source.uid} waits for input {source.idle_ratio:.0%} of the time"
            because.append(
                Evidence(waits, round(source.idle_ratio, 3), thresholds.idle_source_ratio, "idle ratio", FLINK)
            )
    bursts = _bursts(top, thresholds.burst_ratio)
    confidence = job.completeness * max(idle, 1 - busiest(top)) * (0.8 if bursts else 1.0)
    return Verdict(
        "input_bound", None, None, None, round(confidence, 2), (*because, *bursts), rule_out(job, None, thresholds)
    )


def _working_off(job: JobMeasure, settings: JobSettings) -> VertexMeasure | None:
    """A source that never waits for input, by Kafka's count of more than a second's records at every look.

    It took what came in the window, and no more: soon it has time, or it is the limit. Neither was seen.
    """
    thresholds = settings.thresholds
    for source in job.sources:
        never_idle = known_or(source.idle_ratio, 1.0) < thresholds.idle_source_ratio
        if not never_idle or busiest(source) < thresholds.saturated_busy_ratio or not source.kafka_counts_pending:
            continue
        if lags_at_every_look(source, known_or(source.records_in_per_second, 0.0)):
            return source
    return None


def _bursts(vertex: VertexMeasure, least: float) -> tuple[Evidence, ...]:
    """Whether the load came in bursts, as far as the samples can see them."""
    ratios = [each.busy_ratio for each in vertex.intervals if is_known(each.busy_ratio)]
    if len(ratios) < 2 or max(ratios) - min(ratios) < least:
        return ()
    what = (
        f"it comes in bursts: {vertex.uid} was busy {max(ratios):.0%} in one part of the window, "
        f"{min(ratios):.0%} in another"
    )
    return (Evidence(what, round(max(ratios) - min(ratios), 3), least, "difference of busy ratios", FLINK),)
