"""A job's checkpoints over the window and in its newest history."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from advisor.model.checkpoints import CheckpointSample
from advisor.model.observation import Observation
from advisor.model.unknown import Measure, Unknown, is_known


@dataclass(frozen=True)
class CheckpointsMeasure:
    """Checkpoints, savepoints left out of `history` (the newest first). Milliseconds.

    `completed` and `failed` count since the job started. `duration_ms` is the
    median of the completed ones of the history; `running_ms` is the age of one that is under way.
    """

    completed: int
    failed: int
    history: tuple[CheckpointSample, ...]
    duration_ms: Measure
    running_ms: Measure
    interval_ms: Measure
    timeout_ms: Measure
    unaligned: bool
    tolerable_failures: Measure


def measure_checkpoints(observation: Observation) -> CheckpointsMeasure | Unknown:
    """Unknown, with the reason, when the checkpoints were not read."""
    last = observation.last.checkpoints
    if isinstance(last, Unknown):
        return last
    history = tuple(each for each in last.history if not each.is_savepoint)
    durations = [e.duration_ms for e in history if e.status == "COMPLETED" and is_known(e.duration_ms)]
    now_ms = observation.last.taken_at.timestamp() * 1000
    ages = [now_ms - e.trigger_ms for e in history if e.status == "IN_PROGRESS" and is_known(e.trigger_ms)]
    return CheckpointsMeasure(
        completed=last.completed,
        failed=last.failed,
        history=history,
        duration_ms=median(durations) if durations else Unknown("no checkpoint has completed yet"),
        running_ms=max(0.0, max(ages)) if ages else Unknown("no checkpoint is under way"),
        interval_ms=last.interval_ms,
        timeout_ms=last.timeout_ms,
        unaligned=last.unaligned,
        tolerable_failures=last.tolerable_failures,
    )
