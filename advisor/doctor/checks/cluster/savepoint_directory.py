"""Savepoints go to a directory that is set, there, and can be written.

A redeploy stops the job with a savepoint. Tried as the checkpoint directory is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.doctor.directories import judge_directory
from advisor.doctor.outcome import Said, warning
from advisor.doctor.seen import Cluster, Directory
from advisor.doctor.storage import DIRECTORIES


def check(directories: Mapping[str, Directory], cluster: Cluster) -> Iterator[Said]:
    found = directories.get("savepoint")
    key = DIRECTORIES["savepoint"][0]
    if found is None:
        yield warning("no savepoint directory is set: a redeploy must name one", f"set {key} beside the checkpoints")
    else:
        yield from judge_directory(key, found, cluster)
