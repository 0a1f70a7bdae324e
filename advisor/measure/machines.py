"""What the TaskManagers' JVMs did in the window: garbage collection, heap, CPU."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.model.machines import CollectorSample, TaskManagerSample
from advisor.model.observation import Observation
from advisor.model.unknown import Measure, Unknown, is_known, total


@dataclass(frozen=True)
class CollectorMeasure:
    """One garbage collector in the window. `mean_ms` of a collection is unknown when there was none."""

    name: str
    collections: Measure
    milliseconds: Measure

    @property
    def mean_ms(self) -> Measure:
        if not is_known(self.collections) or not is_known(self.milliseconds):
            return self.collections if not is_known(self.collections) else self.milliseconds
        return self.milliseconds / self.collections if self.collections > 0 else Unknown("it did not run")

    @property
    def is_concurrent(self) -> bool:
        """Whether its time is no pause: it runs beside the tasks."""
        # "ZGC" alone is the bean of JDK 11 to 14: whole cycles.
        return "Concurrent" in self.name or self.name.endswith("Cycles") or self.name == "ZGC"

    @property
    def is_full(self) -> bool:
        """Whether it clears the old generation, which a heap of the right size hardly needs."""
        return any(part in self.name for part in ("Old", "MarkSweep"))  # ZGC's major cycles are its way of life


@dataclass(frozen=True)
class MachineMeasure:
    """One TaskManager. Ratios 0-1 of the window; `gc_ratio` is the share that collections stopped the tasks for.

    `lowest_heap_ratio` is the least of the heap that was in use at any look: an upper bound of what is retained.
    `jvm_cpu_ratio` is of all cores, without Python workers; `machine_cpu_ratio` with everything that runs there.
    """

    id: str
    host: str
    slots: int
    cpu_cores: int
    gc_ratio: Measure
    collectors: tuple[CollectorMeasure, ...]
    heap_max_bytes: Measure
    lowest_heap_ratio: Measure
    managed_bytes: Measure
    managed_used_bytes: Measure
    process_bytes: Measure
    jvm_cpu_ratio: Measure
    machine_cpu_ratio: Measure


def measure_machines(observation: Observation) -> tuple[MachineMeasure, ...] | Unknown:
    """Every TaskManager that was there at the end. Unknown, with the reason, when they were not read."""
    looks: list[dict[str, TaskManagerSample]] = []
    for sample in observation.samples:
        if isinstance(sample.task_managers, Unknown):
            return sample.task_managers
        looks.append({each.id: each for each in sample.task_managers})
    wall_ms = (observation.last.taken_at - observation.first.taken_at).total_seconds() * 1000
    return tuple(
        _machine(each, [look[each.id] for look in looks if each.id in look], wall_ms) for each in looks[-1].values()
    )


def _machine(now: TaskManagerSample, looks: list[TaskManagerSample], wall_ms: float) -> MachineMeasure:
    first = looks[0]
    before = {each.name: each for each in first.collectors} if len(looks) > 1 else {}
    collectors = tuple(_collector(before.get(each.name), each) for each in now.collectors)
    pauses = total(each.milliseconds for each in collectors if not each.is_concurrent)
    return MachineMeasure(
        id=now.id,
        host=now.host or now.id,
        slots=now.slots,
        cpu_cores=now.cpu_cores,
        gc_ratio=_share(pauses, wall_ms) if collectors else Unknown("no garbage collector is reported"),
        collectors=collectors,
        heap_max_bytes=now.heap_max_bytes,
        lowest_heap_ratio=_lowest_heap(looks),
        managed_bytes=now.managed_bytes,
        managed_used_bytes=now.managed_used_bytes,
        process_bytes=now.process_bytes,
        jvm_cpu_ratio=_share(_grown(first.cpu_ms, now.cpu_ms), wall_ms * max(now.cpu_cores, 1)),
        machine_cpu_ratio=now.machine_cpu_ratio,
    )


def _collector(before: CollectorSample | None, now: CollectorSample) -> CollectorMeasure:
    if before is None:
        missing = Unknown("the TaskManager was not there at the first observation")
        return CollectorMeasure(now.name, missing, missing)
    return CollectorMeasure(
        now.name, _grown(before.collections, now.collections), _grown(before.milliseconds, now.milliseconds)
    )


def _grown(first: Measure, last: Measure) -> Measure:
    if not is_known(first) or not is_known(last):
        return first if not is_known(first) else last
    return last - first if last >= first else Unknown("a counter went backwards: the TaskManager was restarted")


def _share(part: Measure, whole: float) -> Measure:
    if not is_known(part):
        return part
    return min(1.0, part / whole) if whole > 0 else Unknown("no time passed between the observations")


def _lowest_heap(looks: list[TaskManagerSample]) -> Measure:
    ratios = []
    for each in looks:
        used, most = each.heap_used_bytes, each.heap_max_bytes
        if not is_known(used) or not is_known(most) or most <= 0:
            return Unknown("the heap is not reported")
        ratios.append(used / most)
    return min(ratios)
