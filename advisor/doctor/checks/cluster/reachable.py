"""Flink's REST API answers."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok, skipped
from advisor.doctor.seen import Cluster, NotAsked
from advisor.model.unknown import Unknown


def check(cluster: Cluster | Unknown) -> Iterator[Said]:
    """Skipped when no address was given."""
    if isinstance(cluster, NotAsked):
        yield skipped(cluster.reason)
    elif isinstance(cluster, Unknown):
        yield failed(cluster.reason, "start the cluster, or name the address of its REST API with --flink URL")
    else:
        where = "on this machine" if cluster.is_here else "elsewhere"
        yield ok(f"Flink {cluster.version} at {cluster.url}, {where}")
