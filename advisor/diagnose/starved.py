"""A source that has time while its topic fills: it waits for what Kafka hands out."""

from __future__ import annotations

from advisor.diagnose.candidates import busiest, held
from advisor.diagnose.lag import (
    lag_evidence,
    lag_grows,
    lags_at_every_look,
    reading_per_second,
)
from advisor.diagnose.ruled_out import rule_out
from advisor.diagnose.usable import FLINK
from advisor.diagnose.verdict import Evidence, Verdict
from advisor.measure.job import JobMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.settings import JobSettings
from advisor.model.thresholds import Thresholds
from advisor.model.unknown import is_known, known_or

# Two looks can meet a burst at different heights; Flink's gauge is as old as the last fetch, which is what is wanting.
_MANY_LOOKS, _TWO_LOOKS, _BY_THE_GAUGE = 0.9, 0.75, 0.5


def waits_for_kafka(job: JobMeasure, settings: JobSettings) -> Verdict | None:
    """A verdict on the first source that nothing holds back, that has time, and that falls behind; else None."""
    for source in job.sources:
        if _is_starved(source, settings.thresholds):
            return _verdict(job, source, settings)
    return None


def _is_starved(source: VertexMeasure, thresholds: Thresholds) -> bool:
    idle = source.idle_ratio
    # A source whose busy time is not known (NaN) has no idle time either.
    if not is_known(idle) or not is_known(source.busy_ratio) or idle < thresholds.idle_source_ratio:
        return False
    if busiest(source) >= thresholds.saturated_busy_ratio or held(source) > thresholds.backpressure_ok_ratio:
        return False
    return lag_grows(source, thresholds) and _waited_all_along(source, thresholds)


def _waited_all_along(source: VertexMeasure, thresholds: Thresholds) -> bool:
    """Whether each look saw more than a burst."""
    if known_or(source.idle_ratio, 0.0) >= thresholds.idle_below_ratio and source.kafka_counts_pending:
        # One that idles most of the time would have read a burst; another may still be at it.
        return lags_at_every_look(source)
    least = thresholds.lag_worth_naming_seconds * known_or(reading_per_second(source), 0.0)
    return lags_at_every_look(source, least)


def _verdict(job: JobMeasure, source: VertexMeasure, settings: JobSettings) -> Verdict:
    idle = known_or(source.idle_ratio, 0.0)
    what = (
        f"{source.uid} is idle {idle:.0%} of the time and nothing holds it back: it waits for Kafka "
        "(quota, network, fetch settings, an open transaction)"
    )
    because = (
        lag_evidence(source, known_or(source.pending_records[-1], 0.0)),
        Evidence(what, round(idle, 3), settings.thresholds.idle_source_ratio, "idle ratio", FLINK),
    )
    sure = _MANY_LOOKS if job.samples > 2 else _TWO_LOOKS
    sure = sure if source.kafka_counts_pending else _BY_THE_GAUGE
    others = rule_out(job, source, settings.thresholds)
    return Verdict(
        "source_bound", source.uid, source.id, "external_wait", round(sure * job.completeness, 2), because, others
    )
