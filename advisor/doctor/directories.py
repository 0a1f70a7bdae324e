"""What is said of a directory that a cluster writes to, be it for checkpoints or savepoints."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok, skipped, warning
from advisor.doctor.seen import Cluster, Directory
from advisor.doctor.storage import scheme_of
from advisor.model.unknown import Unknown


def judge_directory(key: str, directory: Directory, cluster: Cluster) -> Iterator[Said]:
    """Whether it can be written, and by all: a `file:` one on several machines is several folders."""
    address, fault = directory.address, directory.fault
    if isinstance(fault, Unknown):
        yield skipped(f"{address}: {fault.reason}")
    elif fault is not None:
        yield failed(f"{address} cannot be written ({fault})", f"make it writable for Flink, or set {key} to another")
    else:
        yield ok(f"{address} can be written")
    hosts = {each.host for each in cluster.task_managers}
    if scheme_of(address) == "file" and len(hosts) > 1:
        yield warning(
            f"{address} is a folder of its own on each of {len(hosts)} machines",
            "mount one shared folder there, or use s3:// or hdfs://",
        )
