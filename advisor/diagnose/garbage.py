"""Garbage collection of the TaskManagers: what stops their tasks, and for how long."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.diagnose.context import Context
from advisor.diagnose.failures import recent_failures
from advisor.diagnose.flink_values import duration_ms, flink_setting
from advisor.measure.machines import CollectorMeasure, MachineMeasure
from advisor.model.unknown import Unknown, is_known, known_or

SOURCE = "TaskManager"
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Pause:
    """The mean pause of one collector of one TaskManager, milliseconds; `collections` in the window."""

    machine: MachineMeasure
    collector: str
    mean_ms: float
    collections: int


def machines_of(context: Context) -> tuple[MachineMeasure, ...]:
    """The TaskManagers that run the job; none when they were not read."""
    return () if isinstance(context.job.machines, Unknown) else context.job.machines


def stopping(machine: MachineMeasure) -> tuple[CollectorMeasure, ...]:
    """The collectors that stop the tasks while they work."""
    return tuple(each for each in machine.collectors if not each.is_concurrent)


def collections_of(machine: MachineMeasure) -> int:
    """How often its tasks were stopped in the window; 0 when that is not known."""
    return round(sum(known_or(each.collections, 0.0) for each in stopping(machine)))


def often_collecting(context: Context) -> list[MachineMeasure]:
    """TaskManagers that spend much of their time on many collections, the worst first."""
    thresholds = context.thresholds
    found = [
        each
        for each in machines_of(context)
        if known_or(each.gc_ratio, 0.0) >= thresholds.frequent_gc_ratio
        and collections_of(each) >= thresholds.frequent_gc_count
    ]
    return sorted(found, key=lambda machine: -known_or(machine.gc_ratio, 0.0))


def heartbeat_timeout_ms(context: Context) -> float:
    """After how long without a heartbeat Flink gives a TaskManager up."""
    default = context.thresholds.heartbeat_timeout_ms
    return known_or(duration_ms(flink_setting(context, "heartbeat.timeout") or ""), default)


def near_timeout_ms(context: Context) -> float:
    """From which mean pause on the longest ones may pass a timeout, Flink's or Kafka's."""
    thresholds = context.thresholds
    shortest = min(heartbeat_timeout_ms(context), thresholds.kafka_session_timeout_ms)
    return thresholds.gc_pause_of_timeout_ratio * shortest


def long_pause_ms(context: Context) -> float:
    """From which mean pause on it is long."""
    return min(context.thresholds.long_gc_pause_ms, near_timeout_ms(context))


def long_pauses(context: Context) -> list[Pause]:
    """For each TaskManager the collector with the longest mean pause, if that is long; the longest of all first.

    Flink reports counts and sums only: the longest single pause is at least this long, and not known.
    """
    found = []
    for machine in machines_of(context):
        known = [(each.mean_ms, each) for each in stopping(machine) if is_known(each.mean_ms)]
        if known:
            mean_ms, collector = max(known, key=lambda pair: pair[0])
            found.append(Pause(machine, collector.name, mean_ms, round(known_or(collector.collections, 0.0))))
    least = long_pause_ms(context)
    return sorted((each for each in found if each.mean_ms >= least), key=lambda pause: -pause.mean_ms)


def full_collections(machine: MachineMeasure) -> int:
    """How often the old generation was cleared with the tasks stopped; 0 when that is not known."""
    return round(sum(known_or(each.collections, 0.0) for each in stopping(machine) if each.is_full))


def cramped(context: Context) -> list[MachineMeasure]:
    """TaskManagers that clear the old generation over and over and gain little, the fullest heap first."""
    thresholds = context.thresholds
    found = [
        each
        for each in machines_of(context)
        if full_collections(each) >= thresholds.full_gc_count
        and known_or(each.lowest_heap_ratio, 0.0) >= thresholds.retained_heap_ratio
    ]
    return sorted(found, key=lambda machine: -known_or(machine.lowest_heap_ratio, 0.0))


def heap_exhausted(context: Context) -> str | None:
    """The newest exception that says that the heap was used up, if it is recent."""
    for each in recent_failures(context.job, context.thresholds.heap_exhausted_minutes):
        if any(words in each.cause for words in ("Java heap space", "GC overhead limit exceeded")):
            return each.cause
    return None


def and_others(count: int) -> str:
    """How a message names the TaskManagers beside the worst one."""
    return f" (and {count - 1} more {'do' if count > 2 else 'does'})" if count > 1 else ""
