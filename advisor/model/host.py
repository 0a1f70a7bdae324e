"""The machine that the advisor runs on at one moment: its four resources, and the job's processes on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from advisor.model.unknown import Measure


@dataclass(frozen=True)
class CpuSample:
    """Counters since boot, milliseconds of all cores together. `steal_ms` went to other guests of the hypervisor."""

    busy_ms: float
    idle_ms: float
    io_wait_ms: float
    steal_ms: float


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
    swapped_bytes: float


@dataclass(frozen=True)
class JvmHeapSample:
    """What `jstat -gcutil` says of one JVM: ratios 0-1, counters since it started; `seconds` of all collections."""

    old_ratio: float
    young_collections: int
    full_collections: int
    seconds: float


@dataclass(frozen=True)
class ProcessSample:
    """One TaskManager that runs on this machine: CPU time since it started, milliseconds.

    `python_cpu_ms` is that of all Python workers below it, those that have ended included.
    """

    task_manager: str
    pid: int
    jvm_cpu_ms: float
    python_cpu_ms: float
    python_workers: int
    resident_bytes: float
    heap: JvmHeapSample | None = None


@dataclass(frozen=True)
class HostSample:
    """This machine. `processes` are the job's TaskManagers on it; `elsewhere` the ids of those that are not.

    `heap_unread` says why no heap of `processes` was read (no jstat); empty when they were.
    """

    taken_at: datetime
    cores: int
    cpu: CpuSample
    memory: MemorySample
    disks: tuple[DiskSample, ...]
    networks: tuple[NetworkSample, ...]
    processes: tuple[ProcessSample, ...]
    elsewhere: tuple[str, ...] = ()
    heap_unread: str = ""
