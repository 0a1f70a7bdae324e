"""A resource of this machine that is used up: CPU, memory, network or disk.

Every bottleneck ends at one of the four, and the job's own figures show only what it does to the job: a full disk
looks like a slow database, a machine that swaps like long collections. Looked at with `--host`.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.cpu import SOURCE
from advisor.diagnose.host import cpu_evidence
from advisor.diagnose.verdict import Evidence, Finding, Severity
from advisor.measure.host import HostMeasure
from advisor.model.thresholds import Thresholds
from advisor.model.unknown import Unknown, is_known

THRESHOLDS = (
    "host_full_ratio",
    "steal_ratio",
    "memory_full_ratio",
    "swapping_bytes_per_second",
    "disk_full_ratio",
    "network_full_ratio",
)
CURE = (
    "See who uses it (top, vmstat 1, iostat -x 1, sar -n DEV 1): move it elsewhere, use less of it, or take a larger "
    "machine. Parallelism only shares what there is. A machine that swaps wants smaller processes or more memory."
)
_LIMITED = ("operator_bound", "subtask_bound", "source_bound", "host_bound", "stalled")


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent without `--host`, on a machine that runs none of the job's TaskManagers, and on what cannot be read."""
    host = context.job.host
    if isinstance(host, Unknown) or not host.task_managers:
        return
    looks = (_cpu, _memory, _disk, _network)
    for evidence in filter(None, (look(host, context.thresholds) for look in looks)):
        yield Finding(
            rule="saturated_resource",
            severity=_severity(context),
            confidence=0.9,
            operator=None,
            message="; ".join(each.what for each in evidence),
            evidence=evidence,
            help=CURE,
        )


def _severity(context: Context) -> Severity:
    """A full machine below a job that keeps up is only worth knowing."""
    return "warning" if context.verdict.kind in _LIMITED else "info"


def _cpu(host: HostMeasure, thresholds: Thresholds) -> tuple[Evidence, ...]:
    evidence = tuple(cpu_evidence(host, thresholds))
    if is_known(host.cpu_ratio) and host.cpu_ratio >= thresholds.host_full_ratio:
        return evidence
    return evidence[1:]  # what was taken away, if that is much


def _memory(host: HostMeasure, thresholds: Thresholds) -> tuple[Evidence, ...]:
    found = []
    swapped, most = host.swapped_bytes_per_second, thresholds.swapping_bytes_per_second
    if is_known(swapped) and swapped >= most:
        what = f"this machine swaps: {swapped / 1e6:,.1f} MB a second to the disk or back"
        found.append(Evidence(what, round(swapped), most, "bytes per second", SOURCE))
    if is_known(host.memory_ratio) and host.memory_ratio >= thresholds.memory_full_ratio:
        what = f"{host.memory_ratio:.0%} of this machine's memory is in use"
        found.append(_full(what, host.memory_ratio, thresholds.memory_full_ratio, "share of the memory"))
    return tuple(found)


def _disk(host: HostMeasure, thresholds: Thresholds) -> tuple[Evidence, ...]:
    if not is_known(host.disk_ratio) or host.disk_ratio < thresholds.disk_full_ratio:
        return ()
    what = f"the disk {host.disk} is busy {host.disk_ratio:.0%} of the time"
    if is_known(host.io_wait_ratio):
        what += f", and {host.io_wait_ratio:.0%} of the CPU waits for disks"
    return (_full(what, host.disk_ratio, thresholds.disk_full_ratio, "share of the time"),)


def _network(host: HostMeasure, thresholds: Thresholds) -> tuple[Evidence, ...]:
    if not is_known(host.network_ratio) or host.network_ratio < thresholds.network_full_ratio:
        return ()
    what = f"{host.network} carries {host.network_ratio:.0%} of what it can one way"
    return (_full(what, host.network_ratio, thresholds.network_full_ratio, "share of the card's speed"),)


def _full(what: str, ratio: float, most: float, unit: str) -> Evidence:
    return Evidence(what, round(ratio, 3), most, unit, SOURCE)
