"""Flink 2's keys as 1.18, 1.19 and 1.20 know them; each of the three takes these names."""

from __future__ import annotations

from advisor.profile.render.escape import CannotSay
from advisor.profile.render.flink_settings import Settings

# What was renamed after 1.18, of Flink's own list of keys with their former names (a test compares).
_NAMES = {
    "completed-application-store.cache-size": "jobstore.cache-size",
    "completed-application-store.max-capacity": "jobstore.max-capacity",
    "completed-application-store.type": "jobstore.type",
    "execution.checkpointing.checkpoints-after-tasks-finish": (
        "execution.checkpointing.checkpoints-after-tasks-finish.enabled"
    ),
    "execution.checkpointing.data-inline-threshold": "state.storage.fs.memory-threshold",
    "execution.checkpointing.dir": "state.checkpoints.dir",
    "execution.checkpointing.incremental": "state.backend.incremental",
    "execution.checkpointing.local-backup.dirs": "taskmanager.state.local.root-dirs",
    "execution.checkpointing.local-backup.enabled": "state.backend.local-recovery",
    "execution.checkpointing.num-retained": "state.checkpoints.num-retained",
    "execution.checkpointing.savepoint-dir": "state.savepoints.dir",
    "execution.checkpointing.storage": "state.checkpoint-storage",
    "execution.checkpointing.write-buffer-size": "state.storage.fs.write-buffer-size",
    "execution.state-recovery.approximate-local-recovery": "execution.checkpointing.approximate-local-recovery",
    "execution.state-recovery.claim-mode": "execution.savepoint-restore-mode",
    "execution.state-recovery.from-local": "state.backend.local-recovery",
    "execution.state-recovery.ignore-unclaimed-state": "execution.savepoint.ignore-unclaimed-state",
    "execution.state-recovery.path": "execution.savepoint.path",
    "execution.state-recovery.without-channel-state.checkpoint-id": (
        "execution.checkpointing.recover-without-channel-state.checkpoint-id"
    ),
    "high-availability.zookeeper.path.execution-plans": "high-availability.zookeeper.path.jobgraphs",
    "jobmanager.adaptive-scheduler.submission.resource-stabilization-timeout": (
        "jobmanager.adaptive-scheduler.resource-stabilization-timeout"
    ),
    "jobmanager.adaptive-scheduler.submission.resource-wait-timeout": (
        "jobmanager.adaptive-scheduler.resource-wait-timeout"
    ),
    "state.changelog.dstl.dfs.base-path": "dstl.dfs.base-path",
    "state.changelog.dstl.dfs.batch.persist-delay": "dstl.dfs.batch.persist-delay",
    "state.changelog.dstl.dfs.batch.persist-size-threshold": "dstl.dfs.batch.persist-size-threshold",
    "state.changelog.dstl.dfs.compression.enabled": "dstl.dfs.compression.enabled",
    "state.changelog.dstl.dfs.discard.num-threads": "dstl.dfs.discard.num-threads",
    "state.changelog.dstl.dfs.download.local-cache.idle-timeout-ms": "dstl.dfs.download.local-cache.idle-timeout-ms",
    "state.changelog.dstl.dfs.preemptive-persist-threshold": "dstl.dfs.preemptive-persist-threshold",
    "state.changelog.dstl.dfs.upload.buffer-size": "dstl.dfs.upload.buffer-size",
    "state.changelog.dstl.dfs.upload.max-attempts": "dstl.dfs.upload.max-attempts",
    "state.changelog.dstl.dfs.upload.max-in-flight": "dstl.dfs.upload.max-in-flight",
    "state.changelog.dstl.dfs.upload.next-attempt-delay": "dstl.dfs.upload.next-attempt-delay",
    "state.changelog.dstl.dfs.upload.num-threads": "dstl.dfs.upload.num-threads",
    "state.changelog.dstl.dfs.upload.retry-policy": "dstl.dfs.upload.retry-policy",
    "state.changelog.dstl.dfs.upload.timeout": "dstl.dfs.upload.timeout",
    "state.changelog.enabled": "state.backend.changelog.enabled",
    "state.changelog.max-failures-allowed": "state.backend.changelog.max-failures-allowed",
    "state.changelog.periodic-materialize.interval": "state.backend.changelog.periodic-materialize.interval",
    "state.changelog.storage": "state.backend.changelog.storage",
    "state.latency-track.history-size": "state.backend.latency-track.history-size",
    "state.latency-track.keyed-state-enabled": "state.backend.latency-track.keyed-state-enabled",
    "state.latency-track.sample-interval": "state.backend.latency-track.sample-interval",
    "state.latency-track.state-name-as-variable": "state.backend.latency-track.state-name-as-variable",
    "taskmanager.network.memory.buffers-request-timeout": (
        "taskmanager.network.memory.exclusive-buffers-request-timeout-ms"
    ),
}


def flink_1x(settings: Settings) -> Settings:
    """The settings under their older names, sorted. Raises CannotSay where two of them become one with two values."""
    renamed: Settings = {}
    for key, value in sorted(settings.items()):
        name = _NAMES.get(key, key)
        if renamed.get(name, value) != value:
            raise CannotSay(f"{key}: is {value!r}, and Flink 1.x has only {name} for it, which is {renamed[name]!r}")
        renamed[name] = value
    return dict(sorted(renamed.items()))
