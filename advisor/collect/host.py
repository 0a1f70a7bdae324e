"""Looks at the machine that the advisor runs on, and at the job's TaskManagers among its processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

from advisor.collect.host_processes import Java, find_java, sample_process
from advisor.collect.own_address import is_own_address
from advisor.errors import BadInput
from advisor.model.host import CpuSample, DiskSample, HostSample, MemorySample, NetworkSample, ProcessSample
from advisor.model.machines import TaskManagerSample
from advisor.model.observation import JobSample
from advisor.model.unknown import Measure, Unknown

_BLOCK_DEVICES = Path("/sys/block")
# They are files or memory under another name: what they do is counted where it is done.
_NO_DISKS = ("loop", "ram", "zram")


class Host:
    """This machine, to look at several times. Raises BadInput without psutil."""

    def __init__(self) -> None:
        try:
            import psutil
        except ImportError as error:
            raise BadInput("--host needs psutil to look at this machine: pip install narrows[host]") from error
        self._psutil: Any = psutil
        self._is_here = lru_cache(maxsize=None)(is_own_address)

    def look(self, job: JobSample) -> HostSample | Unknown:
        """Its four resources now, and the processes of those of the job's TaskManagers that run on it."""
        try:
            taken_at, cpu = datetime.now(timezone.utc), _cpu(self._psutil.cpu_times())
            disks, networks = tuple(self._disks()), tuple(self._networks())
            memory = self._memory()
        except (self._psutil.Error, OSError, RuntimeError, NotImplementedError) as error:
            return Unknown(f"this machine cannot be read: {error or type(error).__name__}")
        processes, elsewhere, unread = self._task_managers(job)
        return HostSample(
            taken_at=taken_at,
            cores=self._psutil.cpu_count() or 1,
            cpu=cpu,
            memory=memory,
            disks=disks,
            networks=networks,
            processes=tuple(processes),
            elsewhere=tuple(elsewhere),
            unread=unread,
        )

    def _memory(self) -> MemorySample:
        memory = self._psutil.virtual_memory()
        try:
            swap = self._psutil.swap_memory()
            swapped: Measure = float(swap.sin + swap.sout)
        except (OSError, RuntimeError) as error:  # no /proc/vmstat, as in some containers
            swapped = Unknown(f"what is swapped cannot be read: {error}")
        return MemorySample(float(memory.total), float(memory.available), swapped)

    def _disks(self) -> Iterator[DiskSample]:
        counters = self._psutil.disk_io_counters(perdisk=True) or {}
        for name, each in sorted(counters.items()):
            is_partition = _BLOCK_DEVICES.is_dir() and not (_BLOCK_DEVICES / name).exists()
            if is_partition or name.startswith(_NO_DISKS) or not each.read_count + each.write_count:
                continue
            busy = getattr(each, "busy_time", None)
            untold = Unknown("this system does not count how long a disk is busy")
            yield DiskSample(
                name, untold if busy is None else float(busy), float(each.read_bytes), float(each.write_bytes)
            )

    def _networks(self) -> Iterator[NetworkSample]:
        counters = self._psutil.net_io_counters(pernic=True) or {}
        cards = self._psutil.net_if_stats()
        for name, each in sorted(counters.items()):
            card = cards.get(name)
            if card is None or not card.isup or "loopback" in card.flags or name in ("lo", "lo0"):
                continue
            # Mbit/s; virtual cards have none.
            speed: Measure = card.speed * 125_000.0 if card.speed > 0 else Unknown(f"the speed of {name} is not told")
            yield NetworkSample(name, float(each.bytes_sent), float(each.bytes_recv), speed)

    def _task_managers(self, job: JobSample) -> tuple[list[ProcessSample], list[str], dict[str, str]]:
        found: list[ProcessSample] = []
        elsewhere: list[str] = []
        unread: dict[str, str] = {}
        if isinstance(job.task_managers, Unknown):
            return found, elsewhere, unread
        javas = find_java(self._psutil)
        for task_manager in job.task_managers:
            process = _process_of(task_manager, javas, self._is_here)
            if process is None and not self._is_here(task_manager.host):
                elsewhere.append(task_manager.id)
                continue
            sample = _not_found(task_manager) if process is None else sample_process(process, task_manager.id, job)
            if isinstance(sample, Unknown):
                unread[task_manager.id] = sample.reason
            else:
                found.append(sample)
        return found, elsewhere, unread


def _not_found(task_manager: TaskManagerSample) -> Unknown:
    where = f"listens on its port {task_manager.data_port}" if task_manager.data_port > 0 else "has its resource id"
    return Unknown(f"no java process that may be read {where}; root may read all")


def _process_of(task_manager: TaskManagerSample, javas: list[Java], is_here: Callable[[str], bool]) -> Java | None:
    """By the port it listens on; else by its resource id, if just one process has that.

    Ports are a machine's own and ids may be set by hand: neither says anything of a TaskManager of another machine.
    """
    if not is_here(task_manager.host):
        return None
    by_port = [each for each in javas if task_manager.data_port > 0 and task_manager.data_port in each.ports]
    by_id = [each for each in javas if each.has_resource_id(task_manager.id)]
    if by_port:
        return by_port[0]
    return by_id[0] if len(by_id) == 1 else None


def _cpu(times: Any) -> CpuSample:
    busy = sum(getattr(times, name, 0.0) for name in ("user", "nice", "system", "irq", "softirq", "interrupt", "dpc"))
    return CpuSample(
        busy_ms=busy * 1000,
        idle_ms=times.idle * 1000,
        io_wait_ms=_field(times, "iowait"),
        steal_ms=_field(times, "steal"),
    )


def _field(times: Any, name: str) -> Measure:
    value = getattr(times, name, None)
    return Unknown(f"this system does not count {name}") if value is None else value * 1000
