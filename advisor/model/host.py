"""The machine that the advisor runs on at one moment: its four resources, and the job's processes on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from advisor.model.unknown import Measure, Unknown

NO_LIMIT = Unknown("no limit is set")
NO_THREADS = Unknown("this system does not tell threads apart")


@dataclass(frozen=True)
class CpuSample:
    """Counters since boot, milliseconds of all cores together. `steal_ms` went to other guests of the hypervisor."""

    busy_ms: float
    idle_ms: float
    io_wait_ms: Measure
    steal_ms: Measure


@dataclass(frozen=True)
class DiskSample:
    """One disk: counters since boot. `busy_ms` is unknown where the system does not count it."""

    name: str
    busy_ms: Measure
    read_bytes: float
    written_bytes: float


@dataclass(frozen=True)
class NetworkSample:
    """One network interface but loopback: counters since boot; `bytes_per_second` is what it can carry one way."""

    name: str
    sent_bytes: float
    received_bytes: float
    bytes_per_second: Measure


@dataclass(frozen=True)
class MemorySample:
    """`swapped_bytes` were read from swap or written to it since boot."""

    total_bytes: float
    available_bytes: float
    swapped_bytes: Measure


@dataclass(frozen=True)
class JvmHeapSample:
    """What `jstat -gcutil` says of one JVM: ratios 0-1, counters since it started.

    `pause_seconds` are those of the collections that stop the tasks, without the concurrent ones.
    """

    old_ratio: Measure
    young_collections: Measure
    full_collections: Measure
    pause_seconds: Measure


@dataclass(frozen=True)
class ProcessSample:
    """One TaskManager that runs on this machine: CPU time since it started, milliseconds.

    `python_cpu_ms` is that of all Python workers below it, those that have ended included. `gc_cpu_ms` is the
    JVM's own threads that collect garbage, concurrent ones too; `task_cpu_ms` the threads of this job's tasks, by
    vertex id, as far as they can be told apart. `queued_ms` is how long threads of the JVM and its workers were ready
    to run and waited for a core. `cpu_limit_cores` is what its container may use.
    """

    task_manager: str
    pid: int
    jvm_cpu_ms: float
    python_cpu_ms: Measure
    python_workers: int
    resident_bytes: float
    heap: JvmHeapSample | Unknown
    gc_cpu_ms: Measure = NO_THREADS
    task_cpu_ms: Mapping[str, float] = field(default_factory=dict)
    cpu_limit_cores: Measure = NO_LIMIT
    queued_ms: Measure = NO_THREADS


@dataclass(frozen=True)
class HostSample:
    """This machine. `processes` are the job's TaskManagers on it; `elsewhere` the ids of those that are not.

    `unread` says of each TaskManager of this machine whose process cannot be read why that is so.
    """

    taken_at: datetime
    cores: int
    cpu: CpuSample
    memory: MemorySample
    disks: tuple[DiskSample, ...]
    networks: tuple[NetworkSample, ...]
    processes: tuple[ProcessSample, ...]
    elsewhere: tuple[str, ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict)
