"""A TaskManager that spends much of its time on garbage collection.

All its tasks stand still meanwhile, and it looks like busy time. Collections that run beside the tasks (ZGC's and
Shenandoah's cycles, G1's concurrent marking) are not counted.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.garbage import SOURCE, and_others, collections_of, often_collecting
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.machines import MachineMeasure
from advisor.model.unknown import known_or

THRESHOLDS = ("frequent_gc_ratio", "frequent_gc_count", "gc_limits_ratio")
CURE = (
    "Give the heap more room (taskmanager.memory.process.size, or less managed memory when nothing uses it), "
    "then look for what allocates: small batches, one object a record, large windows on the heap."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent on a few single pauses, however long (see long_gc_pauses), and while the counters are not known."""
    found = often_collecting(context)
    if not found:
        return
    thresholds = context.thresholds
    worst = found[0]
    ratio = known_or(worst.gc_ratio, 0.0)
    yield Finding(
        rule="frequent_gc",
        severity="critical" if ratio >= thresholds.gc_limits_ratio else "warning",
        confidence=round(0.9 * context.job.completeness, 2),
        operator=None,
        message=f"{worst.id} collects garbage {ratio:.0%} of the time, {collections_of(worst)} times in the window"
        f"{and_others(len(found))}",
        evidence=tuple(_evidence(each, thresholds.frequent_gc_ratio) for each in found[:3]),
        help=CURE,
    )


def _evidence(machine: MachineMeasure, most: float) -> Evidence:
    ratio = known_or(machine.gc_ratio, 0.0)
    return Evidence(f"{machine.id} stood still for garbage collection", round(ratio, 3), most, "ratio", SOURCE)
