"""Memory of the TaskManagers: a larger heap where it is too small, and room for Python workers that ran out of it."""

from __future__ import annotations

import math
import re

from advisor.diagnose.context import Context
from advisor.diagnose.failures import recent_failures
from advisor.diagnose.flink_values import flink_setting
from advisor.diagnose.garbage import MEGABYTE, cramped, heap_exhausted, machines_of, often_collecting
from advisor.measure.machines import MachineMeasure
from advisor.model.unknown import Measure, Unknown, is_known, known_or
from advisor.plan.flink_key import recommend
from advisor.plan.recommendation import Recommendation

PROCESS = "taskmanager.memory.process.size"
FLINK = "taskmanager.memory.flink.size"
TASK_HEAP = "taskmanager.memory.task.heap.size"
MANAGED = "taskmanager.memory.managed.fraction"
MANAGED_SIZE = "taskmanager.memory.managed.size"
# What stays in a heap should take no more than half of it: collections would free too little at a time.
HEAP_FOR_RETAINED = 2.0
# Twice the room between two collections halves their number, and so their share of the time.
HEAP_FOR_GARBAGE = 2.0
# Flink's defaults: of the process 10 % is overhead; of the rest 40 % is managed and 10 % network memory.
MANAGED_FRACTION, NETWORK_FRACTION, OVERHEAD_FRACTION = 0.4, 0.1, 0.1
# What managed memory keeps when nothing has used it: sorting and joins of a later job may.
SMALL_MANAGED_FRACTION = 0.1
# A step for Python workers, out of a heap that has it to spare.
WORKER_STEP, MOST_MANAGED_FRACTION, ROOMY_HEAP_RATIO = 0.2, 0.7, 0.5
STEP_BYTES = 256 * MEGABYTE
_SIZE = re.compile(r"(\d+)\s*([a-z]*)")
_UNITS = {
    "": 1,
    "b": 1,
    "bytes": 1,
    "k": 1 << 10,
    "kb": 1 << 10,
    "m": 1 << 20,
    "mb": 1 << 20,
    "g": 1 << 30,
    "gb": 1 << 30,
}
# How Beam and the operating system say that a Python worker had no memory left; 137 and -9 are the kernel's kill.
_WORKER_DIED = re.compile(r"\bMemoryError\b|exit code:? (137|-9)\b|died with exit code (137|-9)\b")


def plan_memory(context: Context) -> tuple[Recommendation, ...]:
    """More heap, or more for Python workers; nothing while neither is seen to be short."""
    return _more_heap(context) or _more_for_workers(context)


def _more_heap(context: Context) -> tuple[Recommendation, ...]:
    full, often, exhausted = cramped(context), often_collecting(context), heap_exhausted(context)
    machine = next(iter((*full, *often, *(machines_of(context) if exhausted else ()))), None)
    if machine is None or not is_known(machine.heap_max_bytes):
        return ()
    heap = machine.heap_max_bytes
    retained = known_or(machine.lowest_heap_ratio, 0.0) * heap
    wanted = max(heap * HEAP_FOR_GARBAGE if often or exhausted else 0.0, retained * HEAP_FOR_RETAINED if full else 0.0)
    if full:
        why = f"at least {retained / heap:.0%} of {_mb(heap)} heap stays in use after collections"
    elif exhausted:
        why = f"the heap of {_mb(heap)} was used up: {exhausted}"
    else:
        why = f"{machine.id} collects garbage {known_or(machine.gc_ratio, 0.0):.0%} of the time with {_mb(heap)} heap"
    return _from_managed(context, machine, wanted, why) or _from_machine(context, machine, wanted, why)


def _from_managed(context: Context, machine: MachineMeasure, wanted: float, why: str) -> tuple[Recommendation, ...]:
    """Managed memory that nobody took, if it is enough; RocksDB and Python workers take theirs at the start."""
    used, managed = machine.managed_used_bytes, machine.managed_bytes
    if not is_known(used) or not is_known(managed) or used > 0 or flink_setting(context, MANAGED_SIZE):
        return ()
    fraction = _managed_fraction(context)
    freed = managed * (1 - SMALL_MANAGED_FRACTION / fraction) if fraction > SMALL_MANAGED_FRACTION else 0.0
    heap = known_or(machine.heap_max_bytes, 0.0)
    if heap + freed < wanted:
        return ()
    effect = f"heap {_mb(heap)} -> about {_mb(heap + freed)}, out of {_mb(managed)} managed memory that nothing uses"
    return recommend(context, MANAGED, SMALL_MANAGED_FRACTION, why, effect, current=fraction)


def _from_machine(context: Context, machine: MachineMeasure, wanted: float, why: str) -> tuple[Recommendation, ...]:
    heap = known_or(machine.heap_max_bytes, 0.0)
    effect = f"heap {_mb(heap)} -> about {_mb(wanted)}, if the machine has the memory"
    if set_heap := parse_bytes(flink_setting(context, TASK_HEAP)):
        return recommend(context, TASK_HEAP, _size(set_heap + wanted - heap), why, effect)
    of_flink = 1 - _managed_fraction(context) - NETWORK_FRACTION
    if of_flink <= 0:
        return ()
    more = (wanted - heap) / of_flink
    if set_flink := parse_bytes(flink_setting(context, FLINK)):
        return recommend(context, FLINK, _size(set_flink + more), why, effect)
    process = machine.process_bytes
    if not is_known(process) or process <= 0:
        return ()
    proposed = process + more / (1 - OVERHEAD_FRACTION)
    return recommend(context, PROCESS, _size(proposed), why, effect, current=_size(process))


def _more_for_workers(context: Context) -> tuple[Recommendation, ...]:
    died = _worker_died(context)
    machine = next(iter(machines_of(context)), None)
    if died is None or machine is None:
        return ()
    why = f"a Python worker had no memory left: {died}"
    fraction = _managed_fraction(context)
    roomy = all(known_or(each.lowest_heap_ratio, 1.0) < ROOMY_HEAP_RATIO for each in machines_of(context))
    if roomy and fraction + WORKER_STEP <= MOST_MANAGED_FRACTION and not flink_setting(context, MANAGED_SIZE):
        effect = "workers get room that the heap has not used; the process stays as large as it is"
        return recommend(context, MANAGED, round(fraction + WORKER_STEP, 2), why, effect, current=fraction)
    process = machine.process_bytes
    if not is_known(process) or process <= 0:
        return ()
    effect = "workers live in what the process has beside the heap; the machine must have the memory"
    return recommend(context, PROCESS, _size(process * 1.5), why, effect, current=_size(process))


def _worker_died(context: Context) -> str | None:
    recent = recent_failures(context.job, context.thresholds.heap_exhausted_minutes)
    return next((each.cause for each in recent if _WORKER_DIED.search(each.cause)), None)


def _managed_fraction(context: Context) -> float:
    try:
        fraction = float(flink_setting(context, MANAGED) or MANAGED_FRACTION)
    except ValueError:
        return MANAGED_FRACTION
    return fraction if 0 < fraction < 1 else MANAGED_FRACTION


def parse_bytes(text: str | None) -> float | None:
    """Bytes of "2 gb", "1728m", "1024"; None for anything else, as for a key that is not set."""
    found = _SIZE.fullmatch((text or "").strip().lower())
    return float(found[1]) * _UNITS[found[2]] if found and found[2] in _UNITS else None


def _size(size: float) -> str:
    """As Flink reads it, in steps of 256 MB."""
    megabytes = math.ceil(size / STEP_BYTES - 1e-9) * STEP_BYTES // MEGABYTE
    return f"{megabytes // 1024} gb" if megabytes % 1024 == 0 else f"{megabytes} mb"


def _mb(size: Measure) -> str:
    return "?" if isinstance(size, Unknown) else f"{size / MEGABYTE:,.0f} MB"
