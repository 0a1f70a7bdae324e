"""What this machine did in the window: its four resources, and the CPU of the job's TaskManagers on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from advisor.model.host import CpuSample, DiskSample, HostSample, JvmHeapSample, NetworkSample, ProcessSample
from advisor.model.unknown import Measure, Unknown, is_known, total

NEW = Unknown("it was not there at the first observation")


@dataclass(frozen=True)
class ProcessMeasure:
    """One TaskManager. `..._cores` are those kept busy: by the whole JVM, by all Python workers below it, by the
    JVM's garbage collection (concurrent, too), and by the threads of each vertex's tasks, by vertex id.
    `queued_threads` is how many threads of the JVM and its workers were ready and waited for a core, on the mean.

    `old_ratio` (0-1) is of the old generation at the end, `gc_ratio` the share of the window in which collections
    stopped the tasks; both as jstat tells them.
    """

    task_manager: str
    jvm_cores: Measure
    python_cores: Measure
    python_workers: int
    gc_cores: Measure
    task_cores: Mapping[str, Measure]
    old_ratio: Measure
    full_collections: Measure
    gc_ratio: Measure
    cpu_limit_cores: Measure
    queued_threads: Measure

    @property
    def cores(self) -> Measure:
        """The JVM and its workers together."""
        return total((self.jvm_cores, self.python_cores))


@dataclass(frozen=True)
class HostMeasure:
    """This machine. Ratios 0-1 of the window; what of a resource is 1 there is no more of it.

    `cpu_ratio` counts what the hypervisor gave to other guests (`steal_ratio`) as taken; waiting for a disk
    (`io_wait_ratio`) is idle. `memory_ratio` is the fullest of all looks. Disk and network are the busiest one of
    each, which is named; a disk that takes requests beside each other may carry more when it is busy all the time.
    `elsewhere` are the job's TaskManagers on other machines, `unread` those of this one that cannot be read.
    """

    cores: int
    cpu_ratio: Measure
    steal_ratio: Measure
    io_wait_ratio: Measure
    memory_ratio: Measure
    swapped_bytes_per_second: Measure
    network_ratio: Measure
    disk_ratio: Measure
    task_managers: tuple[ProcessMeasure, ...]
    network: str = ""
    disk: str = ""
    elsewhere: tuple[str, ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict)

    @property
    def busy_cores(self) -> Measure:
        """Cores in use or taken away."""
        return self.cpu_ratio * self.cores if is_known(self.cpu_ratio) else self.cpu_ratio

    @property
    def job_cores(self) -> Measure:
        """Cores that the job's TaskManagers here keep busy."""
        return total(each.cores for each in self.task_managers)

    def of(self, task_manager: str) -> ProcessMeasure | None:
        """That TaskManager, when it runs here and was read."""
        return next((each for each in self.task_managers if each.task_manager == task_manager), None)

    def runs(self, task_managers: Iterable[str]) -> bool:
        """Whether all of these run here, and were read."""
        return set(task_managers) <= {each.task_manager for each in self.task_managers}


def measure_host(samples: tuple[HostSample, ...] | Unknown) -> HostMeasure | Unknown:
    """Unknown, with the reason, when the machine was not asked for or could not be read."""
    if isinstance(samples, Unknown):
        return samples
    first, last = samples[0], samples[-1]
    seconds = (last.taken_at - first.taken_at).total_seconds()
    if seconds <= 0:
        return Unknown("no time passed between the looks at this machine")
    cpu_ratio, steal_ratio, io_wait_ratio = _cpu(first.cpu, last.cpu)
    disk, disk_ratio = _busiest(_disks(first, last, seconds), "no disk was used")
    network, network_ratio = _busiest(_networks(first, last, seconds), "there is no network but loopback")
    before = {(each.task_manager, each.pid): each for each in first.processes}
    return HostMeasure(
        cores=last.cores,
        cpu_ratio=cpu_ratio,
        steal_ratio=steal_ratio,
        io_wait_ratio=io_wait_ratio,
        memory_ratio=max(1 - each.memory.available_bytes / max(each.memory.total_bytes, 1) for each in samples),
        swapped_bytes_per_second=_per_second(first.memory.swapped_bytes, last.memory.swapped_bytes, seconds),
        network_ratio=network_ratio,
        disk_ratio=disk_ratio,
        task_managers=tuple(
            _process(before.get((each.task_manager, each.pid)), each, seconds) for each in last.processes
        ),
        network=network,
        disk=disk,
        elsewhere=last.elsewhere,
        unread=last.unread,
    )


def _cpu(first: CpuSample, last: CpuSample) -> tuple[Measure, Measure, Measure]:
    """Used or taken away, taken away, and idle for a disk's sake: shares of all cores' time."""
    busy, idle = _grown(first.busy_ms, last.busy_ms), _grown(first.idle_ms, last.idle_ms)
    waited, stolen = _grown(first.io_wait_ms, last.io_wait_ms), _grown(first.steal_ms, last.steal_ms)
    # A system that does not count one of these has counted it as idle or busy.
    taken = total((busy, stolen)) if is_known(stolen) else busy
    whole = total((taken, idle, waited)) if is_known(waited) else total((taken, idle))
    return _share(taken, whole), _share(stolen, whole), _share(waited, whole)


def _disks(first: HostSample, last: HostSample, seconds: float) -> dict[str, Measure]:
    before: dict[str, DiskSample] = {each.name: each for each in first.disks}
    found: dict[str, Measure] = {}
    for now in last.disks:
        grown = _grown(before[now.name].busy_ms, now.busy_ms) if now.name in before else NEW
        found[now.name] = _share(grown, seconds * 1000)
    return found


def _networks(first: HostSample, last: HostSample, seconds: float) -> dict[str, Measure]:
    """The fuller one of the two ways of each."""
    before: dict[str, NetworkSample] = {each.name: each for each in first.networks}
    found: dict[str, Measure] = {}
    for now in last.networks:
        earlier = before.get(now.name)
        if earlier is None:
            found[now.name] = NEW
            continue
        ways = (
            _per_second(earlier.sent_bytes, now.sent_bytes, seconds),
            _per_second(earlier.received_bytes, now.received_bytes, seconds),
        )
        known = [each for each in ways if is_known(each)]
        found[now.name] = _share(max(known), now.bytes_per_second) if known else ways[0]
    return found


def _busiest(ratios: Mapping[str, Measure], none: str) -> tuple[str, Measure]:
    known = {name: ratio for name, ratio in ratios.items() if is_known(ratio)}
    if known:
        name = max(known, key=lambda each: known[each])
        return name, known[name]
    return "", next(iter(ratios.values()), Unknown(none))


def _process(before: ProcessSample | None, now: ProcessSample, seconds: float) -> ProcessMeasure:
    def cores(first: Measure, last: Measure) -> Measure:
        spent = _grown(first, last)
        return spent / 1000 / seconds if is_known(spent) else spent

    heap, earlier = _heap(now.heap), _heap(before.heap if before else NEW)
    return ProcessMeasure(
        task_manager=now.task_manager,
        jvm_cores=cores(before.jvm_cpu_ms if before else NEW, now.jvm_cpu_ms),
        python_cores=cores(before.python_cpu_ms if before else NEW, now.python_cpu_ms),
        python_workers=now.python_workers,
        gc_cores=cores(before.gc_cpu_ms if before else NEW, now.gc_cpu_ms),
        task_cores={
            vertex: cores(before.task_cpu_ms.get(vertex, NEW) if before else NEW, spent)
            for vertex, spent in now.task_cpu_ms.items()
        },
        old_ratio=heap.old_ratio,
        full_collections=_grown(earlier.full_collections, heap.full_collections),
        gc_ratio=_share(_grown(earlier.pause_seconds, heap.pause_seconds), seconds),
        cpu_limit_cores=now.cpu_limit_cores,
        queued_threads=cores(before.queued_ms if before else NEW, now.queued_ms),
    )


def _heap(heap: JvmHeapSample | Unknown) -> JvmHeapSample:
    return JvmHeapSample(heap, heap, heap, heap) if isinstance(heap, Unknown) else heap


def _grown(first: Measure, last: Measure) -> Measure:
    if not is_known(first) or not is_known(last):
        return first if not is_known(first) else last
    return last - first if last >= first else Unknown("a counter went backwards: something has ended or was restarted")


def _per_second(first: Measure, last: Measure, seconds: float) -> Measure:
    grown = _grown(first, last)
    return grown / seconds if is_known(grown) else grown


def _share(part: Measure, whole: Measure) -> Measure:
    if not is_known(part) or not is_known(whole):
        return part if not is_known(part) else whole
    return min(1.0, part / whole) if whole > 0 else Unknown("nothing was counted between the looks")
