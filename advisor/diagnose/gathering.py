"""How long and by how many subtasks the rows of a sink's batches are gathered."""

from __future__ import annotations

from advisor.diagnose.context import Context
from advisor.measure.vertex import VertexMeasure
from advisor.model.settings import JobSettings, OperatorSettings


def gatherers(context: Context, sink: VertexMeasure) -> int:
    """How many subtasks the rows are spread over while they are gathered: in the sink, or just above it.

    Which of the two is not known of every sink. The fewer they are, the faster a batch fills, and rules are silent.
    """
    above = [context.job.vertex(each).parallelism for each in context.job.topology.upstream_of(sink.id)]
    return max(1, min([sink.parallelism, *above]))


def gathering_ends(own: OperatorSettings, settings: JobSettings) -> tuple[int, str] | None:
    """After how many milliseconds a batch ends that has not filled, and which setting says so; None: not known."""
    if own.batch_interval_ms:
        return own.batch_interval_ms, f"batch_interval_ms ({own.batch_interval_ms:,})"
    if settings.python is not None:
        return settings.python.bundle_time_ms, f"python.bundle_time_ms ({settings.python.bundle_time_ms:,})"
    return None
