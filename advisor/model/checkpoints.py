"""A job's checkpoints as they were at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from advisor.model.unknown import Measure


@dataclass(frozen=True)
class CheckpointSample:
    """One of the history. `duration_ms` from the trigger to the last acknowledgement; `trigger_ms` since 1970."""

    id: int
    status: Literal["COMPLETED", "FAILED", "IN_PROGRESS"]
    trigger_ms: Measure
    duration_ms: Measure
    state_bytes: Measure
    is_savepoint: bool
    failure: str | None


@dataclass(frozen=True)
class CheckpointsSample:
    """All of a job's checkpoints: counters since it started, the newest ones, and how they are configured.

    `interval_ms` is unknown when checkpointing is off.
    """

    completed: int
    failed: int
    in_progress: int
    history: tuple[CheckpointSample, ...]
    interval_ms: Measure
    timeout_ms: Measure
    unaligned: bool
    tolerable_failures: Measure
