"""A heap that stays nearly full, however often it is cleared.

The old generation is cleared over and over with all tasks stopped, and gives little back: what is in use is retained,
not garbage. Or the heap was used up already, and the job failed of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.garbage import MEGABYTE, SOURCE, and_others, cramped, full_collections, heap_exhausted
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.machines import MachineMeasure
from advisor.model.unknown import is_known, known_or

THRESHOLDS = ("full_gc_count", "retained_heap_ratio", "heap_exhausted_minutes")
CURE = (
    "Raise taskmanager.memory.process.size, or give the heap what managed memory does not use. If it fills again, "
    "something is kept for ever: state on the heap, a cache without a limit, a window that never closes."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent on a full heap alone: between two collections it may be all garbage, and usually is."""
    exhausted = heap_exhausted(context)
    found = cramped(context)
    if exhausted is None and not found:
        return
    evidence = [fact for machine in found[:3] for fact in _evidence(machine, context)]
    if exhausted is not None:
        evidence.append(Evidence(f"exception: {exhausted}", exhausted, None, "exception", "Flink REST"))
    yield Finding(
        rule="small_heap",
        severity="critical" if exhausted is not None else "warning",
        confidence=round((0.95 if exhausted is not None else 0.85) * context.job.completeness, 2),
        operator=None,
        message=_message(found) if found else "the heap of a TaskManager was used up, and the job failed of it",
        evidence=tuple(evidence),
        help=CURE,
    )


def _message(found: list[MachineMeasure]) -> str:
    worst = found[0]
    size = worst.heap_max_bytes
    of = f" of {size / MEGABYTE:,.0f} MB" if is_known(size) else ""
    return (
        f"{worst.id} cleared its old generation {full_collections(worst)} times in the window and still has at least "
        f"{known_or(worst.lowest_heap_ratio, 0.0):.0%}{of} heap in use{and_others(len(found))}"
    )


def _evidence(machine: MachineMeasure, context: Context) -> Iterator[Evidence]:
    thresholds = context.thresholds
    ratio = known_or(machine.lowest_heap_ratio, 0.0)
    yield Evidence(
        f"{machine.id}: collections of the old generation",
        full_collections(machine),
        thresholds.full_gc_count,
        "collections",
        SOURCE,
    )
    yield Evidence(
        f"{machine.id}: least heap in use at any look", round(ratio, 3), thresholds.retained_heap_ratio, "ratio", SOURCE
    )
