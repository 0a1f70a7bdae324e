"""Who waits for whom: the operators that are held back, and the first below each of them that is not."""

from __future__ import annotations

from advisor.measure.job import JobMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.thresholds import Thresholds
from advisor.model.unknown import is_known, known_or


def busiest(vertex: VertexMeasure) -> float:
    """Busy ratio of the busiest subtask; 0 when nothing is known."""
    return known_or(vertex.busiest_subtask_ratio, 0.0)


def held(vertex: VertexMeasure) -> float:
    """Backpressured ratio of the subtask that is held back the most, as Flink's own level takes it."""
    return known_or(vertex.most_backpressured_subtask_ratio, 0.0)


def held_back(job: JobMeasure, thresholds: Thresholds) -> list[VertexMeasure]:
    """Vertices at backpressure HIGH."""
    return [vertex for vertex in job.vertices if held(vertex) > thresholds.backpressure_high_ratio]


def first_below(job: JobMeasure, waiting: list[VertexMeasure], level: float) -> list[VertexMeasure]:
    """The first on each way down that is backpressured no more than `level`: what those above wait for."""

    def waits(vertex_id: str) -> bool:
        return held(job.vertex(vertex_id)) > level

    return [job.vertex(each) for each in job.topology.first_below(tuple(v.id for v in waiting), waits)]


def saturated(job: JobMeasure, thresholds: Thresholds) -> list[VertexMeasure]:
    """What limits the job, the busiest first; empty when nothing does.

    Two neighbours that hand over in large batches take turns: the upper one is held back for a part of the time,
    the lower one idles between batches. With input waiting all the time, the first below HIGH is the limit then.
    """
    waiting = held_back(job, thresholds)
    found = [
        each
        for each in first_below(job, waiting, thresholds.backpressure_ok_ratio)
        if busiest(each) >= thresholds.saturated_busy_ratio
    ]
    if not found:
        found = [
            each
            for each in first_below(job, waiting, thresholds.backpressure_high_ratio)
            if busiest(each) > thresholds.backpressure_high_ratio
            and sources_idle(job, each) < thresholds.idle_source_ratio
        ]
    return sorted(found, key=busiest, reverse=True)


def held_back_by_itself(job: JobMeasure, thresholds: Thresholds) -> VertexMeasure | None:
    """A vertex that waits although everything below it has time: for its own requests to come back.

    An asynchronous operator, or a sink with a bounded number of requests in flight, counts as backpressured then.
    """
    for vertex in held_back(job, thresholds):
        if not job.topology.upstream_of(vertex.id) and not vertex.chain:
            continue  # a source alone has no requests of its own: it is the network, or a task that is blocked
        below = [job.vertex(each) for each in job.topology.downstream_of(vertex.id)]
        if all(_least_idle(each) >= thresholds.idle_below_ratio for each in below) and (
            sources_idle(job, vertex) < thresholds.idle_source_ratio
        ):
            return vertex
    return None


def sources_idle(job: JobMeasure, vertex: VertexMeasure | None = None) -> float:
    """How idle the source is that has the most to do, of those that feed `vertex` (None: of the whole job).

    A source that waits for input says that nothing is wanting; one that does not is enough to want more.
    """
    sources = [each for each in job.sources if vertex is None or vertex.id in job.topology.below(each.id)]
    return min((_least_idle(source) for source in sources), default=0.0)


def _least_idle(vertex: VertexMeasure) -> float:
    """Of the subtask that waits the least."""
    return min((each.idle_ratio for each in vertex.subtasks if is_known(each.idle_ratio)), default=0.0)
