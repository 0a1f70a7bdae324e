"""A partition of the topic that carries far more records than the others.

It is read by one subtask, and everything that is connected one to one behind it does its work. With --kafka it shows
in what arrives. What is read does not show it alone: Kafka's client empties one fetch after the other, so a source that
is held back reads one partition at a time. The subtask that reads a hot one gets more records than the others all the
same.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.candidates import busiest, held
from advisor.diagnose.context import Context
from advisor.diagnose.skew import hottest_partition
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.vertex import VertexMeasure
from advisor.model.unknown import known_or

THRESHOLDS = (
    "hot_partition_ratio",
    "skewed_ratio",
    "backpressure_ok_ratio",
    "saturated_busy_ratio",
    "spread_records_count",
)
CURE = (
    "Produce with a key that spreads (or without one), or put rebalance() behind the source: then the work is shared, "
    "and only the reading is not."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent while the source has time (an uneven topic harms nobody then, and empty partitions stand at their end),
    for a single subtask, and, where what arrives is not known, while the subtasks read about the same."""
    thresholds = context.thresholds
    for source in context.job.sources:
        hot = hottest_partition(source, thresholds)
        strained = held(source) > thresholds.backpressure_ok_ratio or busiest(source) >= thresholds.saturated_busy_ratio
        if hot is None or not strained or hot.share < thresholds.hot_partition_ratio * hot.fair:
            continue
        arrives = hot.told_by == "Kafka" and source.parallelism > 1
        if not arrives and _fullest_share(source) * source.parallelism < thresholds.skewed_ratio:
            continue
        what = f"what arrives for {source.uid}" if arrives else f"what {source.uid} reads"
        yield Finding(
            rule="hot_partition",
            severity="warning",
            confidence=round(0.9 * context.job.completeness, 2),
            operator=source.uid,
            message=f"partition {hot.name} carries {hot.share:.0%} of {what}; even would be {hot.fair:.0%}",
            evidence=(Evidence(f"share of {hot.name}", round(hot.share, 3), round(hot.fair, 3), "share", hot.told_by),),
            help=CURE,
        )


def _fullest_share(source: VertexMeasure) -> float:
    """Of all records, the part (0-1) that the subtask reads that reads the most."""
    rates = [known_or(each.records_out_per_second, 0.0) for each in source.subtasks]
    return max(rates) / sum(rates) if sum(rates) > 0 else 0.0
