"""The client's Flink is the cluster's.

`flink run` of another minor version builds a job that the cluster cannot read.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.jars import minor_of
from advisor.doctor.outcome import Said, failed, ok, warning
from advisor.doctor.seen import Cluster, Distribution


def check(distribution: Distribution, cluster: Cluster) -> Iterator[Said]:
    ours, theirs = distribution.version, cluster.version
    what = f"Flink {ours} here, {theirs} on the cluster"
    hint = f"install Flink {theirs} here, or name it with --flink-home"
    if ours == theirs:
        yield ok(f"Flink {ours} here and there")
    elif minor_of(ours) == minor_of(theirs):
        yield warning(what, hint)
    else:
        yield failed(what, hint)
