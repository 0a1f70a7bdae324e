"""The password is where the profile says, and not for everybody to read.

Looked for on this machine. On the TaskManagers it must be the same: that cannot be told from here of a variable, nor of
a file when they run elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok, skipped, warning
from advisor.doctor.seen import Cluster, Machine
from advisor.model.unknown import Unknown

_OTHERS_MAY_READ = 0o004


def check(machine: Machine, cluster: Cluster | Unknown) -> Iterator[Said]:
    password = machine.password
    if password.fault is not None:
        yield failed(
            f"{password.source} {password.fault}", "set it here and where the TaskManagers are started, or correct it"
        )
    elif password.mode is not None and password.mode & _OTHERS_MAY_READ:
        yield warning(f"{password.source} can be read by everybody on this machine", f"chmod 600 {password.source}")
    else:
        yield ok(f"{password.source} is there")
    is_file = not password.source.startswith("$")
    if isinstance(cluster, Cluster) and not (is_file and all(each.is_here for each in cluster.task_managers)):
        yield skipped(f"whether {password.source} is there on the TaskManagers cannot be told from here")
