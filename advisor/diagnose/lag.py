"""What waits in front of a source."""

from __future__ import annotations

from advisor.measure.vertex import VertexMeasure
from advisor.model.thresholds import Thresholds
from advisor.model.unknown import is_known, known_or


def lag_is_current(source: VertexMeasure, thresholds: Thresholds) -> bool:
    """Whether `pendingRecords` can be compared between two moments.

    Kafka's client learns a partition's lag when it fetches from it. A source that is held back fetches rarely, and
    its gauge climbs while nobody writes, as one partition after the other becomes known.
    """
    return known_or(source.backpressured_ratio, 1.0) <= thresholds.backpressure_high_ratio


def lag_grows(source: VertexMeasure, thresholds: Thresholds) -> bool:
    """Whether the source falls behind: by more than the gauge's jitter, and more than one window's worth waits."""
    first, last = source.pending_records
    if (
        not lag_is_current(source, thresholds)
        or not is_known(first)
        or not is_known(last)
        or not is_known(source.records_out_per_second)
    ):
        return False
    windows = [subtask.window_ms / 1000 for subtask in source.subtasks if is_known(subtask.window_ms)]
    passed = source.records_out_per_second * max(windows, default=0.0)
    return last - first > thresholds.lag_growth_ratio * max(passed, 1.0) and last > passed


def lag_seconds(source: VertexMeasure) -> float:
    """How long the source would take for what waits, at its present rate; 0 when the lag is not known."""
    return known_or(source.pending_records[1], 0) / max(known_or(source.records_out_per_second, 0), 1.0)
