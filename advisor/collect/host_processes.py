"""TaskManagers among the processes of this machine: the CPU of their JVMs, task threads and Python workers."""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advisor.collect.jstat import collect_heap
from advisor.model.host import NO_LIMIT, NO_THREADS, ProcessSample
from advisor.model.observation import JobSample
from advisor.model.unknown import Measure, Unknown, total

# A worker names the port of the TaskManager that started it, which holds when its parent has gone, too.
_WORKER_OF = re.compile(r"--provision_endpoint=\S*:(\d+)")
# Linux keeps 15 bytes of a thread's name; newer JVMs keep its two ends.
_THREAD_NAME_BYTES = 15
# The JVM's own threads that collect garbage, of G1, Parallel, Serial (VM Thread), ZGC and Shenandoah.
_COLLECTS = re.compile(r"GC Thread#|G1 |VM Thread|Z(Worker|Driver|Director|Unmapper)|Shenandoah|ParGC")
_PROC, _CGROUPS = Path("/proc"), Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Java:
    """One java process, and the Python workers that name one of its ports."""

    process: Any
    command: tuple[str, ...]
    ports: frozenset[int]
    workers: tuple[Any, ...]

    def has_resource_id(self, identifier: str) -> bool:
        """Whether it was started under that id."""
        return any(each.endswith(f"taskmanager.resource-id={identifier}") for each in self.command)


def find_java(psutil: Any) -> list[Java]:
    """All java processes of this machine; those of other users may keep their ports to themselves."""
    javas, workers = [], defaultdict(list)
    for process in psutil.process_iter():
        try:
            command = tuple(process.cmdline())
            if command and Path(command[0]).name.startswith("java"):
                javas.append((process, command))
            elif named := _WORKER_OF.search(" ".join(command)):
                workers[int(named[1])].append(process)
        except (psutil.Error, OSError):
            continue
    found = []
    for process, command in javas:
        ports = _listens_on(process, psutil)
        own = tuple(worker for port in ports for worker in workers[port])
        found.append(Java(process, command, ports, own))
    return found


def _listens_on(process: Any, psutil: Any) -> frozenset[int]:
    try:
        sockets = process.net_connections("tcp")
    except (psutil.Error, OSError):
        return frozenset()
    return frozenset(each.laddr.port for each in sockets if each.status == psutil.CONN_LISTEN)


def sample_process(java: Java, task_manager: str, job: JobSample) -> ProcessSample | Unknown:
    """That TaskManager's process now. Unknown when it has ended or belongs to somebody else."""
    import psutil

    process = java.process
    try:
        times = process.cpu_times()
        resident = float(process.memory_info().rss)
        below = {*process.children(recursive=True), *java.workers}
        python_ms, workers = _python(process, below, psutil)
    except (psutil.Error, OSError) as error:
        return Unknown(f"process {process.pid} cannot be read: {type(error).__name__}")
    threads = _threads(process.pid)
    return ProcessSample(
        task_manager=task_manager,
        pid=process.pid,
        jvm_cpu_ms=1000 * (times.user + times.system),
        python_cpu_ms=python_ms,
        python_workers=workers,
        resident_bytes=resident,
        heap=collect_heap(process.pid, _executable(process, psutil)),
        gc_cpu_ms=threads if isinstance(threads, Unknown) else _of_collectors(threads),
        task_cpu_ms={} if isinstance(threads, Unknown) else dict(_of_tasks(threads, task_manager, job)),
        cpu_limit_cores=_cpu_limit(process.pid),
        queued_ms=total(_queued(each) for each in (process.pid, *(worker.pid for worker in below))),
    )


def _executable(process: Any, psutil: Any) -> str | None:
    try:
        return str(process.exe()) or None
    except (psutil.Error, OSError):
        return None


def _python(java: Any, below: Set[Any], psutil: Any) -> tuple[Measure, int]:
    """CPU milliseconds of everything below the JVM, and how many Python processes there are now.

    What has ended is counted by whoever waited for it, here the JVM or a process below it.
    """
    times = java.cpu_times()
    seconds, workers = times.children_user + times.children_system, 0
    for worker in below:
        try:
            times = worker.cpu_times()
            workers += worker.name().startswith("python")
        except psutil.NoSuchProcess:
            continue  # ended just now: its parent counts it at the next look
        except psutil.AccessDenied:
            return Unknown(f"process {worker.pid} below the TaskManager is another user's"), workers
        seconds += times.user + times.system + times.children_user + times.children_system
    return 1000 * seconds, workers


def _threads(pid: int) -> Mapping[str, list[float]] | Unknown:
    """CPU milliseconds of each thread, by its name as the kernel has it."""
    if not (_PROC / str(pid) / "task").is_dir():
        return NO_THREADS
    found = defaultdict(list)
    tick_ms = 1000 / os.sysconf("SC_CLK_TCK")
    for thread in (_PROC / str(pid) / "task").iterdir():
        try:
            stat = (thread / "stat").read_bytes()
        except OSError:
            continue  # ended while we looked
        # The name stands in brackets and may hold anything, brackets too.
        name, fields = stat[stat.index(b"(") + 1 : stat.rindex(b")")], stat[stat.rindex(b")") + 2 :].split()
        found[name.decode("utf-8", "replace")].append((int(fields[11]) + int(fields[12])) * tick_ms)
    return found


def _queued(pid: int) -> Measure:
    """Milliseconds that threads of the process were ready to run and waited for a core (Linux).

    A kernel that does not count it writes zeros: there no thread was ever put on a core.
    """
    waited, turns = 0.0, 0
    for thread in (_PROC / str(pid) / "task").glob("*/schedstat"):
        try:
            # Nanoseconds on a core, nanoseconds waiting for one, and how often it got one.
            _, waited_ns, got_one = map(int, thread.read_text().split())
        except (OSError, ValueError):
            continue  # ended while we looked
        waited, turns = waited + waited_ns / 1e6, turns + got_one
    return waited if turns else Unknown("this system does not tell how long threads wait for a core")


def _of_collectors(threads: Mapping[str, list[float]]) -> float:
    return sum(sum(times) for name, times in threads.items() if _COLLECTS.match(name))


def _of_tasks(threads: Mapping[str, list[float]], task_manager: str, job: JobSample) -> Iterator[tuple[str, float]]:
    """For each vertex the CPU milliseconds of its tasks here.

    Names are cut, so those of two vertices, or of two jobs, may be the same: then there are more threads of that name
    than the vertex has subtasks here, and nothing is said.
    """
    for vertex in job.vertices:
        names = [
            f"{vertex.name} ({each.index + 1}/{vertex.parallelism})#{each.attempt}"
            for each in vertex.subtasks
            if each.task_manager == task_manager
        ]
        for cut in (_cut, _cut_in_the_middle):
            wanted = Counter(map(cut, names))
            if names and all(len(threads.get(name, ())) == count for name, count in wanted.items()):
                yield vertex.id, sum(sum(threads[name]) for name in wanted)
                break


def _cut(name: str) -> str:
    return name.encode()[:_THREAD_NAME_BYTES].decode("utf-8", "replace")


def _cut_in_the_middle(name: str) -> str:
    return name if len(name) <= _THREAD_NAME_BYTES else f"{name[:7]}..{name[-6:]}"


def _cpu_limit(pid: int) -> Measure:
    """The tightest quota of its control groups, cores (Linux, cgroup v2)."""
    try:
        lines = (_PROC / str(pid) / "cgroup").read_text().splitlines()
        group = next((line[3:].strip("/") for line in lines if line.startswith("0::")), "")
        limits = []
        for folder in [_CGROUPS / group, *(_CGROUPS / group).parents]:
            if folder.is_relative_to(_CGROUPS) and (folder / "cpu.max").is_file():
                quota, period = (folder / "cpu.max").read_text().split()
                limits += [int(quota) / int(period)] if quota != "max" else []
    except (OSError, ValueError):
        return NO_LIMIT
    return min(limits, default=NO_LIMIT)
