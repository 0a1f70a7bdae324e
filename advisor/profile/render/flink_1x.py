"""Flink 2's keys as 1.18, 1.19 and 1.20 know them; each of the three takes these names."""

from __future__ import annotations

from advisor.profile.render.flink_settings import Settings

# Renamed by FLIP-406 (1.20) and FLINK-29480; 2.x keeps the old names as deprecated ones of its options.
_NAMES = {
    "execution.checkpointing.dir": "state.checkpoints.dir",
    "execution.checkpointing.savepoint-dir": "state.savepoints.dir",
    "execution.checkpointing.num-retained": "state.checkpoints.num-retained",
    "execution.checkpointing.incremental": "state.backend.incremental",
    "execution.checkpointing.storage": "state.checkpoint-storage",
    "execution.checkpointing.local-backup.enabled": "state.backend.local-recovery",
    "execution.checkpointing.local-backup.dirs": "taskmanager.state.local.root-dirs",
    "execution.checkpointing.data-inline-threshold": "state.storage.fs.memory-threshold",
    "execution.checkpointing.write-buffer-size": "state.storage.fs.write-buffer-size",
    "execution.state-recovery.path": "execution.savepoint.path",
    "execution.state-recovery.claim-mode": "execution.savepoint-restore-mode",
    "execution.state-recovery.ignore-unclaimed-state": "execution.savepoint.ignore-unclaimed-state",
    "restart-strategy.type": "restart-strategy",
}


def flink_1x(settings: Settings) -> Settings:
    """The settings under their older names, sorted."""
    return dict(sorted((_NAMES.get(key, key), value) for key, value in settings.items()))
