"""JobManager and TaskManagers run on one Java, and one that Flink supports.

The JobManager tells its own; a TaskManager wrote it into the head of its log, which is read from there.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.java import complaint
from advisor.doctor.outcome import Said, ok, skipped, warning
from advisor.doctor.seen import Cluster, Java
from advisor.model.unknown import Unknown


def check(cluster: Cluster) -> Iterator[Said]:
    told = {"JobManager": cluster.java, **{each.id: each.java for each in cluster.task_managers}}
    known = {who: java for who, java in told.items() if isinstance(java, Java)}
    silent = {who: java.reason for who, java in told.items() if isinstance(java, Unknown)}
    majors = {java.major for java in known.values()}
    complaints = [said for java in known.values() if (said := complaint(java, cluster.version))]
    if len(majors) > 1:
        each = ", ".join(f"{who} {java.version}" for who, java in known.items())
        yield warning(f"not one Java: {each}", "start all of the cluster with one JAVA_HOME")
    elif complaints:
        yield warning(complaints[0].what, complaints[0].hint)
    elif known:
        java = next(iter(known.values()))
        yield ok(f"{', '.join(list(known)[:3])}: Java {java.version}")
    if silent:
        who, reason = next(iter(silent.items()))
        yield skipped(f"{who}{f' and {len(silent) - 1} more' if len(silent) > 1 else ''}: {reason}")
