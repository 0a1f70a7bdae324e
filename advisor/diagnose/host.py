"""Machines whose CPU is full: then more parallelism only makes more of the same wait."""

from __future__ import annotations

from dataclasses import replace

from advisor.diagnose.verdict import Evidence, Verdict
from advisor.measure.job import JobMeasure
from advisor.model.settings import JobSettings
from advisor.model.unknown import Unknown, is_known

_LIMITED = ("operator_bound", "subtask_bound", "source_bound")
# These are cured without more CPU, and their cure gives some back.
_CURED_OTHERWISE = ("small_batches", "external_wait", "connections", "gc", "hot_key", "hot_partition", "partitions")


def full_machines(job: JobMeasure, verdict: Verdict, settings: JobSettings) -> Verdict | None:
    """The verdict `host_bound` in the place of one whose cure would be more CPU that is not there."""
    if verdict.kind not in _LIMITED or verdict.cause in _CURED_OTHERWISE:
        return None
    full = cpu_evidence(job, settings)
    if full is None or full[0] < settings.thresholds.host_full_ratio:
        return None
    wants = Evidence(f"{verdict.operator} would take more of it", None, None, "", "Flink REST")
    return replace(
        verdict,
        kind="host_bound",
        operator=None,
        vertex=None,
        cause="cpu",
        confidence=round(min(verdict.confidence, 0.9), 2),
        because=(full[1], wants, *verdict.because),
    )


def cpu_evidence(job: JobMeasure, settings: JobSettings) -> tuple[float, Evidence] | None:
    """How full the fullest TaskManager's machine is (0-1), and the evidence; None when Flink does not say.

    The JVM's own CPU time is a lower bound: Python workers, and everything else on the machine, come on top.
    """
    if isinstance(job.machines, Unknown):
        return None
    found = []
    for each in job.machines:
        if is_known(each.machine_cpu_ratio):
            found.append((each.machine_cpu_ratio, f"the machine of {each.id} uses", "System.CPU.Usage"))
        if is_known(each.jvm_cpu_ratio):
            found.append((each.jvm_cpu_ratio, f"the JVM of {each.id} alone uses", "Status.JVM.CPU.Time"))
    if not found:
        return None
    ratio, who, source = max(found)
    cores = max(each.cpu_cores for each in job.machines)
    what = f"{who} {ratio:.0%} of {cores} cores"
    return ratio, Evidence(what, round(ratio, 3), settings.thresholds.host_full_ratio, "share of all cores", source)
