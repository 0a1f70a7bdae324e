"""The job's newest failures, as far as they still say something about now."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.measure.job import JobMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.observation import FailureSample
from advisor.model.unknown import is_known

# What Flink says when it gives a job up because of its checkpoints.
_OF_CHECKPOINTS = ("Exceeded checkpoint tolerable failure threshold", "CheckpointException")
# Flink names some task when a TaskManager or the network goes: it is not that task's fault.
_OF_THE_CLUSTER = ("TaskManager", "TaskExecutor", "eartbeat", "TransportException", "PartitionNotFound", "slot")


def recent_failures(job: JobMeasure, minutes: float) -> list[FailureSample]:
    """Those of so many minutes before the end of the window, the newest first; not those of unknown time."""
    last = job.last
    oldest_ms = last.taken_at.timestamp() * 1000 - minutes * 60_000
    return [each for each in last.failures if is_known(each.at_ms) and each.at_ms >= oldest_ms]


def are_of_checkpoints(failures: Sequence[FailureSample]) -> bool:
    """Whether the newest one, and most of the others, say that checkpoints failed."""
    told = [any(words in each.cause for words in _OF_CHECKPOINTS) for each in failures]
    return bool(told) and told[0] and sum(told) > len(told) / 2


def failing_vertex(job: JobMeasure, failures: Sequence[FailureSample]) -> VertexMeasure | None:
    """The vertex whose task threw every one of them; None when several did, or none is named."""
    found = {_vertex_of(job, each) for each in failures}
    name = found.pop() if len(found) == 1 else None
    return next((each for each in job.vertices if each.id == name), None)


def _vertex_of(job: JobMeasure, failure: FailureSample) -> str | None:
    """Of "enrichment (1/2) - execution #3"; None for what befell a task from outside."""
    if failure.task is None or any(words in failure.cause for words in _OF_THE_CLUSTER):
        return None
    return next((each.id for each in job.vertices if failure.task.startswith(f"{each.name} (")), None)
