"""Machines whose CPU is full: then more parallelism only makes more of the same wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from advisor.diagnose.cpu import SOURCE
from advisor.diagnose.verdict import Evidence, Verdict
from advisor.measure.host import HostMeasure
from advisor.measure.job import JobMeasure
from advisor.measure.machines import MachineMeasure
from advisor.model.settings import JobSettings
from advisor.model.thresholds import Thresholds
from advisor.model.unknown import Unknown, is_known, known_or

_LIMITED = ("operator_bound", "subtask_bound", "source_bound")
# These are cured without more CPU, and their cure gives some back.
_CURED_OTHERWISE = ("small_batches", "external_wait", "connections", "gc", "hot_key", "hot_partition", "partitions")


@dataclass(frozen=True)
class _Load:
    """How full one machine is, 0-1, and who says so."""

    ratio: float
    because: tuple[Evidence, ...]


def full_machines(job: JobMeasure, verdict: Verdict, settings: JobSettings) -> Verdict | None:
    """The verdict `host_bound` in the place of one whose cure would be more CPU that is not there.

    Each machine that runs the operator must be full: on one that is not, more subtasks find room.
    """
    if verdict.kind not in _LIMITED or verdict.cause in _CURED_OTHERWISE or verdict.vertex is None:
        return None
    loads = [_load(job, each, settings.thresholds) for each in _machines(job, verdict.vertex)]
    full = [each for each in loads if each is not None and each.ratio >= settings.thresholds.host_full_ratio]
    if not full or len(full) < len(loads):
        return None
    wants = Evidence(f"{verdict.operator} would take more of it", None, None, "", "Flink REST")
    return replace(
        verdict,
        kind="host_bound",
        operator=None,
        vertex=None,
        cause="cpu",
        confidence=round(min(verdict.confidence, 0.9), 2),
        because=(*max(full, key=lambda each: each.ratio).because, wants, *verdict.because),
    )


def _machines(job: JobMeasure, vertex: str) -> Iterable[list[MachineMeasure]]:
    """The TaskManagers that run the vertex, by machine; all when Flink does not tell which do."""
    if isinstance(job.machines, Unknown):
        return ()
    used = {each.task_manager for each in job.vertex(vertex).subtasks}
    by_host: dict[str, list[MachineMeasure]] = defaultdict(list)
    for each in job.machines:
        if each.id in used or used == {""}:
            by_host[each.host].append(each)
    return by_host.values()


def _load(job: JobMeasure, machine: Sequence[MachineMeasure], thresholds: Thresholds) -> _Load | None:
    """As this machine itself says, when it is that; else as Flink does, if that does."""
    host = job.host
    if not isinstance(host, Unknown) and host.runs(each.id for each in machine) and is_known(host.cpu_ratio):
        return _Load(host.cpu_ratio, tuple(cpu_evidence(host, thresholds)))
    return _as_flink_says(machine, thresholds)


def cpu_evidence(host: HostMeasure, thresholds: Thresholds) -> Iterable[Evidence]:
    """How full this machine is and what of it is the job's; what other guests of its hypervisor took."""
    if not is_known(host.cpu_ratio):
        return
    own = host.job_cores
    # What is on other machines, or cannot be read, is not in the sum.
    part = f", of it {own:.1f} cores are this job's TaskManagers" if is_known(own) and host.task_managers else ""
    what = f"this machine uses {host.cpu_ratio:.0%} of its {host.cores} cores{part}"
    yield Evidence(what, round(host.cpu_ratio, 3), thresholds.host_full_ratio, "share of all cores", SOURCE)
    steal = known_or(host.steal_ratio, 0.0)
    if steal >= thresholds.steal_ratio:
        what = f"other guests of its hypervisor took {steal:.0%} of the CPU away"
        yield Evidence(what, round(steal, 3), thresholds.steal_ratio, "share of all cores", SOURCE)


def _as_flink_says(machine: Sequence[MachineMeasure], thresholds: Thresholds) -> _Load | None:
    """The JVMs' own CPU time is a lower bound: Python workers, and everything else there, come on top."""
    cores = max(each.cpu_cores for each in machine)
    names = " and ".join(each.id for each in machine[:3]) + (" ..." if len(machine) > 3 else "")
    found = []
    whole = [each.machine_cpu_ratio for each in machine if is_known(each.machine_cpu_ratio)]
    if whole:
        found.append((max(whole), f"the machine of {names} uses", "System.CPU.Usage"))
    jvms = [each.jvm_cpu_ratio for each in machine if is_known(each.jvm_cpu_ratio)]
    if jvms:
        verb = "the JVM of {} alone uses" if len(machine) == 1 else "the JVMs of {} alone use"
        found.append((min(1.0, sum(jvms)), verb.format(names), "Status.JVM.CPU.Time"))
    if not found:
        return None
    ratio, who, source = max(found)
    what = f"{who} {ratio:.0%} of {cores} cores"
    evidence = Evidence(what, round(ratio, 3), thresholds.host_full_ratio, "share of all cores", source)
    return _Load(ratio, (evidence,))
