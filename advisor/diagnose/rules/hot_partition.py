"""A partition of the topic that carries far more records than the others.

It is read by one subtask, and everything that is connected one to one behind it does its work.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.candidates import busiest, held
from advisor.diagnose.context import Context
from advisor.diagnose.skew import hottest_partition
from advisor.diagnose.verdict import Evidence, Finding

THRESHOLDS = ("hot_partition_ratio", "backpressure_ok_ratio", "saturated_busy_ratio")
CURE = (
    "Produce with a key that spreads (or without one), or put rebalance() behind the source: then the work is shared, "
    "and only the reading is not."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent while the source has time: an uneven topic harms nobody then, and empty partitions stand at their end."""
    thresholds = context.thresholds
    for source in context.job.sources:
        hot = hottest_partition(source)
        strained = held(source) > thresholds.backpressure_ok_ratio or busiest(source) >= thresholds.saturated_busy_ratio
        if hot is None or not strained or source.parallelism < 2:
            continue
        name, share, fair = hot
        if share < thresholds.hot_partition_ratio * fair:
            continue
        yield Finding(
            rule="hot_partition",
            severity="warning",
            confidence=round(0.9 * context.job.completeness, 2),
            operator=source.uid,
            message=f"partition {name} carries {share:.0%} of what {source.uid} reads; even would be {fair:.0%}",
            evidence=(Evidence(f"share of {name}", round(share, 3), round(fair, 3), "share", "Kafka source"),),
            help=CURE,
        )
