"""Checkpoints go to a directory that is set, there, and can be written.

Without one they lie in the JobManager's memory and are gone with it. A `file:` directory is tried from here when the
cluster runs on this machine (with a file that has no name and leaves no trace, and with the rights of who asks).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.doctor.directories import judge_directory
from advisor.doctor.outcome import Said, failed, warning
from advisor.doctor.seen import Cluster, Directory
from advisor.doctor.storage import DIRECTORIES

INTERVAL = "execution.checkpointing.interval"


def check(directories: Mapping[str, Directory], cluster: Cluster, wanted: Mapping[str, str]) -> Iterator[Said]:
    found = directories.get("checkpoint")
    if not wanted.get(INTERVAL):
        yield warning("checkpointing is off: after a failure the job starts anew", f"set {INTERVAL}, such as 10 s")
    elif found is None:
        yield failed(
            "no checkpoint directory is set: checkpoints would be lost with the JobManager",
            f"set {DIRECTORIES['checkpoint'][0]} to a folder that all machines of the cluster share",
        )
    else:
        yield from judge_directory(DIRECTORIES["checkpoint"][0], found, cluster)
