"""What it takes until a changed key of a profile has its effect."""

from __future__ import annotations

from typing import Literal

from advisor.profile.document import KeyPath
from advisor.profile.render.flink_settings import job_settings

# The words of a report's plan (no restart, a rescale, a restart from a savepoint, a start that loses state), and what
# no deployment of a job brings about: Flink reads it when its processes start.
ChangeClass = Literal["live", "rescale", "restart_from_savepoint", "restart_cluster", "state_breaking"]
_RESTART: ChangeClass = "restart_from_savepoint"
_CLUSTER: ChangeClass = "restart_cluster"

# The longest path that a key begins with decides; None where it depends on more than the key.
_BY_PATH: dict[KeyPath, ChangeClass | None] = {
    ("job",): _RESTART,
    ("job", "max_parallelism"): "state_breaking",
    ("kafka",): _RESTART,
    # The savepoint holds the old topic's offsets: the source would go on reading that one, too.
    ("kafka", "topic"): "state_breaking",
    # A savepoint's offsets win over it.
    ("kafka", "start_from"): None,
    ("enrichment",): _RESTART,
    ("database",): _RESTART,
    ("operators",): _RESTART,
    ("python",): _RESTART,
    ("python", "worker_memory"): _CLUSTER,
    ("jvm",): _CLUSTER,
    ("flink",): _RESTART,
    ("lookup",): _RESTART,
    # What windows in a savepoint become depends on both profiles; these two never fit.
    ("window", "key"): "state_breaking",
    ("window", "shards"): "state_breaking",
    ("flink", "pipeline.max-parallelism"): "state_breaking",
    # Only the advisor reads these.
    ("limits",): "live",
    ("advisor",): "live",
    ("deployment", "flink_version"): _CLUSTER,
    ("deployment", "image"): _CLUSTER,
    ("deployment", "state_dir"): _RESTART,
    ("deployment", "jobmanager"): _CLUSTER,
    ("deployment", "kubernetes"): _RESTART,
    ("deployment", "prometheus"): _CLUSTER,
    # These change what stands around the job.
    ("deployment", "prometheus", "targets"): "live",
    ("deployment", "pgbouncer"): "live",
    ("deployment", "topics"): "live",
}
_OF_AN_OPERATOR: dict[str, ChangeClass] = {"parallelism": "rescale", "max_parallelism": "state_breaking"}


def change_class(path: KeyPath) -> ChangeClass | None:
    """Of the key at that path; None where the key alone does not tell."""
    if path[0] == "operators" and path[-1] in _OF_AN_OPERATOR:
        return _OF_AN_OPERATOR[path[-1]]
    if path[0] == "flink" and len(path) > 1 and path not in _BY_PATH and not job_settings({path[-1]: ""}):
        return _CLUSTER
    known = [path[:length] for length in range(len(path), 0, -1) if path[:length] in _BY_PATH]
    return _BY_PATH[known[0]] if known else None
