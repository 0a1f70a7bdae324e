"""`deployment.flink_version` is the cluster's: what is rendered for another one does not fit."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.jars import minor_of
from advisor.doctor.outcome import Said, failed, ok
from advisor.doctor.seen import Cluster
from advisor.profile.schema import Profile


def check(profile: Profile, cluster: Cluster) -> Iterator[Said]:
    wanted = profile.deployment.flink_version
    if minor_of(wanted) == minor_of(cluster.version):
        yield ok(f"deployment.flink_version is {wanted}, the cluster {cluster.version}")
    else:
        yield failed(
            f"deployment.flink_version is {wanted}, and the cluster is {cluster.version}",
            f"set deployment.flink_version: {cluster.version}, and render anew",
        )
