"""The folder of the GC log is there on the TaskManagers: a JVM that cannot open its log does not start.

Says nothing when no GC log is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.doctor.outcome import Said, failed, ok, skipped
from advisor.doctor.seen import Directory
from advisor.doctor.storage import GC_LOG
from advisor.model.unknown import Unknown


def check(directories: Mapping[str, Directory]) -> Iterator[Said]:
    found = directories.get(GC_LOG)
    if found is None:
        return
    if isinstance(found.fault, Unknown):
        yield skipped(f"{found.address}: {found.fault.reason}")
    elif found.fault is not None:
        yield failed(f"{found.address} takes no GC log ({found.fault})", f"mkdir -p {found.address}, for Flink's user")
    else:
        yield ok(f"{found.address} takes the GC log")
