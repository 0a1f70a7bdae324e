"""A source that nothing holds back and that does not keep up: it, its chain or Kafka is the limit."""

from __future__ import annotations

from advisor.diagnose.candidates import held
from advisor.diagnose.causes import collects_garbage, find_cause
from advisor.diagnose.inside import look_inside
from advisor.diagnose.lag import lag_evidence, lag_grows, lag_seconds
from advisor.diagnose.ruled_out import rule_out
from advisor.diagnose.skew import find_skew_cause, is_skewed
from advisor.diagnose.usable import FLINK, not_enough
from advisor.diagnose.verdict import Cause, Evidence, Kind, Verdict
from advisor.measure.job import JobMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.settings import JobSettings
from advisor.model.unknown import is_known, known_or


def behind_at_the_source(job: JobMeasure, settings: JobSettings) -> Verdict | None:
    """A verdict on the first source that is busy all the time, when something waits for it; else None."""
    thresholds = settings.thresholds
    for source in job.sources:
        busy = source.busiest_subtask_ratio
        if not is_known(busy) or busy < thresholds.saturated_busy_ratio:
            continue
        lag = source.pending_records[-1]
        if not is_known(lag):
            return not_enough(
                f"{source.uid} is busy all the time, as every source that nothing holds back, and reports no "
                "pendingRecords: whether it keeps up cannot be told without --kafka"
            )
        if lag_grows(source, thresholds) or lag_seconds(source) >= thresholds.lag_worth_naming_seconds:
            return _limits(job, source, lag, settings)
    return None


def stopped_by_garbage(job: JobMeasure, settings: JobSettings) -> Verdict | None:
    """A verdict on the first source that never waits for input nor for room, while collections stop its JVM; else None.

    Whether it keeps up need not be known: with less of them it would do more.
    """
    thresholds = settings.thresholds
    for source in job.sources:
        idle = source.idle_ratio
        if (
            not is_known(idle)
            or idle >= thresholds.idle_source_ratio
            or held(source) > thresholds.backpressure_ok_ratio
        ):
            continue
        if found := collects_garbage(job, source, settings):
            what = f"{source.uid} waits for input {idle:.0%} of the time, and nothing downstream holds it back"
            because = Evidence(what, round(idle, 3), thresholds.idle_source_ratio, "idle ratio", FLINK)
            others = rule_out(job, source, thresholds)
            confidence = round(0.8 * job.completeness, 2)
            return Verdict("source_bound", source.uid, source.id, "gc", confidence, (because, *found[1]), others)
    return None


def _limits(job: JobMeasure, source: VertexMeasure, lag: float, settings: JobSettings) -> Verdict:
    busy = known_or(source.busiest_subtask_ratio, 0.0)
    because = [
        lag_evidence(source, lag),
        Evidence(
            f"{source.uid} is busy {busy:.0%} and nothing downstream holds it back",
            round(busy, 3),
            settings.thresholds.saturated_busy_ratio,
            "busy ratio",
            FLINK,
        ),
    ]
    inside = look_inside(source)
    # One operator of the source's chain takes most of the time: then it is that one, not the reading.
    within = inside.uid != source.uid and inside.uid != source.operators[0]
    skewed = is_skewed(source, settings.thresholds)
    kind: Kind = "source_bound" if not within else "subtask_bound" if skewed else "operator_bound"
    cause, causes = find_skew_cause(job, source, settings) if skewed else _why(job, source, settings)
    return Verdict(
        kind,
        inside.uid,
        source.id,
        cause,
        round(min(0.9, job.completeness * busy) * inside.confidence, 2),
        (*because, *inside.because, *causes),
        rule_out(job, source, settings.thresholds, inside),
    )


def _why(job: JobMeasure, source: VertexMeasure, settings: JobSettings) -> tuple[Cause, tuple[Evidence, ...]]:
    told: tuple[Evidence, ...] = ()
    partitions = len(source.partitions)
    if 0 < partitions <= source.parallelism:
        what = f"{source.parallelism} subtasks read {partitions} partitions: more subtasks would read nothing"
        told = (Evidence(what, partitions, source.parallelism, "partitions", "Kafka source"),)
        if not source.chain:
            return "partitions", told
    cause, causes = find_cause(job, source, settings)
    return cause, (*told, *causes)
