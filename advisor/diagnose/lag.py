"""What waits in front of a source, and whether it grows: by Kafka's count where known, else by Flink's gauge."""

from __future__ import annotations

from itertools import pairwise

from advisor.diagnose.verdict import Evidence
from advisor.measure.vertex import VertexMeasure
from advisor.model.observation import NOTHING_READ
from advisor.model.thresholds import Thresholds
from advisor.model.unknown import Measure, Unknown, is_known, known_or, total

# Flink renews its metrics every 10 s: what Kafka counts beyond the last record that Flink tells of may be so old.
FLINK_IS_BEHIND_SECONDS = 12.0


def lag_is_current(source: VertexMeasure, thresholds: Thresholds) -> bool:
    """Whether `pending_records` can be compared between two moments.

    Kafka's count always can. Flink's gauge is what Kafka's client learns when it fetches from a partition: a source
    that is held back fetches rarely, and the gauge climbs while nobody writes, as one partition after the other
    becomes known.
    """
    held = known_or(source.backpressured_ratio, 1.0)
    return source.kafka_counts_pending or held <= thresholds.backpressure_high_ratio


def arriving_per_second(source: VertexMeasure) -> Measure:
    """Records per second that producers add, whoever reads them; only Kafka knows."""
    return source.input.arriving_per_second if source.input is not None else Unknown("Kafka was not asked")


def reading_per_second(source: VertexMeasure) -> Measure:
    """Records per second that the source takes from its partitions, where Flink tells how far it reads each of them."""
    if source.input is None:
        return source.records_in_per_second
    read = total(0.0 if each == NOTHING_READ else each for each in source.partitions.values())
    return read if is_known(read) else source.records_in_per_second


def lag_growth_per_second(source: VertexMeasure, thresholds: Thresholds) -> Measure:
    """Records per second by which it falls behind; negative while it catches up.

    What arrives less what is read: each is exact by its own clock, while two lags may be off by seconds of the rate.
    """
    arriving, reading = arriving_per_second(source), reading_per_second(source)
    if is_known(arriving) and is_known(reading):
        return arriving - reading
    first, last, seconds = source.pending_records[0], source.pending_records[-1], _window_seconds(source)
    if not lag_is_current(source, thresholds):
        return Unknown("the lag of a source that is held back is old")
    if not is_known(first) or not is_known(last):
        return first if not is_known(first) else last
    return (last - first) / seconds if seconds > 0 else Unknown("no time passed")


def lag_grows(source: VertexMeasure, thresholds: Thresholds) -> bool:
    """Whether the source falls behind: more than the readings jitter, more than one window's worth waits, and no
    look in between saw it catch up, as it does after each burst."""
    growth, reading = lag_growth_per_second(source, thresholds), reading_per_second(source)
    last = source.pending_records[-1]
    if not lag_is_current(source, thresholds) or not is_known(last) or not is_known(growth) or not is_known(reading):
        return False
    seconds = _window_seconds(source)
    passed = reading * seconds
    grown = growth * seconds
    return (
        grown > thresholds.lag_growth_ratio * max(passed, 1.0) and last > passed and not _catches_up(source, thresholds)
    )


def lags_at_every_look(source: VertexMeasure, least: float = 1.0) -> bool:
    """Whether each look saw at least so many records wait, and more than came since Flink's metrics were taken."""
    least = max(least, FLINK_IS_BEHIND_SECONDS * known_or(arriving_per_second(source), 0.0))
    return all(is_known(each) and each >= least for each in source.pending_records)


def lag_seconds(source: VertexMeasure) -> float:
    """How long the source would take for what waits, at its present rate; 0 when the lag is not known."""
    return known_or(source.pending_records[-1], 0) / max(known_or(reading_per_second(source), 0), 1.0)


def lag_evidence(source: VertexMeasure, lag: float) -> Evidence:
    """What waits, and what arrives and is read, where Kafka tells."""
    arriving, reading = arriving_per_second(source), reading_per_second(source)
    what = f"{lag:,.0f} records wait in the topic"
    if is_known(arriving) and is_known(reading):
        what += f"; {arriving:,.0f} rec/s arrive, {reading:,.0f} are read"
    return Evidence(what, lag, 0, "records", lag_source(source))


def lag_source(source: VertexMeasure) -> str:
    """Who counted `pending_records`."""
    return "Kafka" if source.kafka_counts_pending else "pendingRecords"


def _catches_up(source: VertexMeasure, thresholds: Thresholds) -> bool:
    known = [each for each in source.pending_records if is_known(each)]
    steps = [after - before for before, after in pairwise(known)]
    rises, falls = sum(each for each in steps if each > 0), -sum(each for each in steps if each < 0)
    return falls > thresholds.lag_falls_ratio * rises


def _window_seconds(source: VertexMeasure) -> float:
    windows = [subtask.window_ms / 1000 for subtask in source.subtasks if is_known(subtask.window_ms)]
    return max(windows, default=0.0)
