"""There are free slots for the job.

Operators share slots within a slot sharing group, so each group needs as many as its widest operator has subtasks. A
job that is replaced frees its own. With the adaptive scheduler a job also starts with fewer, narrower than asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok, skipped, warning
from advisor.doctor.seen import Cluster
from advisor.profile.render.slots import slots_needed
from advisor.profile.schema import Profile

# Clusters that start TaskManagers when a job asks for them.
_ON_DEMAND = ("kubernetes.cluster-id", "yarn.application.id")


def check(profile: Profile, cluster: Cluster, replaces: str | None) -> Iterator[Said]:
    needed = slots_needed([operator for _, operator in profile.operators if operator is not None])
    freed = sum(job.slots for job in cluster.jobs if job.id == replaces)
    free = cluster.free_slots + freed
    total = sum(each.slots for each in cluster.task_managers)
    what = f"{free} of {total} slots free{f', with {freed} of the replaced job' if freed else ''}; needs {needed}"
    if free >= needed:
        yield ok(what)
    elif any(cluster.configuration.get(key) for key in _ON_DEMAND):
        yield skipped(f"{what}; this cluster starts TaskManagers when a job asks for them")
    elif not cluster.task_managers:
        yield failed("no TaskManager is registered", "start TaskManagers, and look into their logs if they run")
    elif cluster.configuration.get("jobmanager.scheduler", "").lower() == "adaptive" and free > 0:
        yield warning(f"{what}, so it will run narrower (adaptive scheduler)", "add TaskManagers, or lower parallelism")
    else:
        yield failed(what, "raise taskmanager.numberOfTaskSlots, add a TaskManager, or lower parallelism")
