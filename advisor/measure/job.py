"""Everything the diagnosis and the plan work with, measured once from two observations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median

from advisor.measure.batches import BatchMeasure, DatabaseMeasure, measure_batches, measure_database
from advisor.measure.naming import label, operator_names
from advisor.measure.rates import (
    observed_true_processing_rate,
    rate,
    source_true_processing_rate,
    true_processing_rate,
)
from advisor.model.observation import JobSample, Observation, SubtaskSample, VertexSample
from advisor.model.topology import Topology
from advisor.model.unknown import Measure, Unknown, is_known, known_or, total

# Flink's clocks are up to date to a few seconds (see _ratio): below this share of a usual window, busy is noise.
MEASURABLE_BUSY_RATIO = 0.05
# Between a source and a sink: a Python bundle (20,000 records in the profiles) and the network buffers.
RECORDS_IN_BUFFERS = 30_000


@dataclass(frozen=True)
class SubtaskMeasure:
    """Ratios of the window, 0-1. `window_ms` is the task's own: how far its three clocks advanced together."""

    index: int
    window_ms: Measure
    busy_ratio: Measure
    idle_ratio: Measure
    backpressured_ratio: Measure
    records_in_per_second: Measure
    records_out_per_second: Measure


@dataclass(frozen=True)
class VertexMeasure:
    """One vertex over the window. Ratios are means over the subtasks, rates sums: records, or rows if it counts rows.

    `true_processing_rate` may be infinite. When the vertex was hardly busy in the window it is the better of two
    lower bounds: that of the tasks' whole life, start included, and that at MEASURABLE_BUSY_RATIO. `skew_ratio` is
    max / median of the subtasks' records. `pending_records` is a source's lag at both moments; `records_in_total`
    counts since the tasks started.
    """

    id: str
    uid: str
    operators: tuple[str, ...]
    name: str
    parallelism: int
    subtasks: tuple[SubtaskMeasure, ...]
    busy_ratio: Measure
    idle_ratio: Measure
    backpressured_ratio: Measure
    records_in_per_second: Measure
    records_out_per_second: Measure
    true_processing_rate: Measure
    skew_ratio: Measure
    pending_records: tuple[Measure, Measure]
    records_in_total: Measure
    batches: BatchMeasure | None

    @property
    def busiest_subtask_ratio(self) -> Measure:
        """Busy ratio of the busiest subtask that is known."""
        known = [each.busy_ratio for each in self.subtasks if is_known(each.busy_ratio)]
        return max(known) if known else self.busy_ratio


@dataclass(frozen=True)
class JobMeasure:
    """The whole job over the window. `completeness`: share of the subtasks that are known at both moments."""

    first: JobSample
    last: JobSample
    window_seconds: Measure
    completeness: float
    vertices: tuple[VertexMeasure, ...]
    topology: Topology
    database: DatabaseMeasure | None

    def vertex(self, vertex_id: str) -> VertexMeasure:
        """The vertex with that id; the topology names no other."""
        return next(each for each in self.vertices if each.id == vertex_id)

    @property
    def sources(self) -> tuple[VertexMeasure, ...]:
        return tuple(self.vertex(each) for each in self.topology.sources())

    @property
    def throughput(self) -> Measure:
        """What the job gets done: rows written where sinks count them, else the records its sources put in.

        Sources run ahead of the sinks by what fits into buffers, which in a short window is a lot.
        """
        return total(each.records_in_per_second for each in self._yardstick)

    @property
    def _yardstick(self) -> tuple[VertexMeasure, ...]:
        return tuple(each for each in self.vertices if each.batches) or self.sources

    def capacity(self, vertex: VertexMeasure) -> Measure:
        """The throughput of the whole job at which this vertex would be busy all the time; may be infinite.

        What the job has done for each record of this vertex is taken from the tasks' whole life. What is missing
        may lie in buffers still: as far as they may explain it, one record is taken for one.
        """
        done = total(each.records_in_total for each in self._yardstick)
        own, could_do = vertex.records_in_total, vertex.true_processing_rate
        if not is_known(done) or not is_known(own) or not is_known(could_do):
            return next(value for value in (could_do, own, done) if not is_known(value))
        return could_do * min(max(1.0, done / own), (done + RECORDS_IN_BUFFERS) / own) if own > 0 else math.inf


def measure_job(observation: Observation) -> JobMeasure:
    """Measure the window between the two observations."""
    first, last = observation.first, observation.last
    before = {vertex.id: vertex for vertex in first.vertices}
    topology = last.topology
    measured = {
        vertex.id: _vertex(before.get(vertex.id), vertex, is_source=not topology.upstream_of(vertex.id))
        for vertex in last.vertices
    }
    vertices = tuple(measured[each] for each in topology.in_flow_order())
    subtasks = [subtask for vertex in vertices for subtask in vertex.subtasks]
    windows = [subtask.window_ms for subtask in subtasks if is_known(subtask.window_ms)]
    return JobMeasure(
        first=first,
        last=last,
        window_seconds=median(windows) / 1000 if windows else Unknown("no task was seen at both moments"),
        completeness=_share(sum(is_known(each.busy_ratio) for each in subtasks), len(subtasks)),
        vertices=vertices,
        topology=topology,
        database=measure_database(observation.database),
    )


def _vertex(before: VertexSample | None, now: VertexSample, *, is_source: bool) -> VertexMeasure:
    earlier = {subtask.index: subtask for subtask in before.subtasks} if before else {}
    subtasks = tuple(_subtask(earlier.get(each.index), each) for each in now.subtasks)
    busy, backpressured = _mean([s.busy_ratio for s in subtasks]), _mean([s.backpressured_ratio for s in subtasks])
    batches = measure_batches(before, now, [s.window_ms for s in subtasks]) if before else None
    records_out = total(s.records_out_per_second for s in subtasks)
    records_in = _records_in(subtasks, batches, records_out if is_source else None)
    pending = (before.metric("pendingRecords") if before else Unknown("not seen before"), now.metric("pendingRecords"))
    records_total = now.metric("rows_written") if batches else _records_total(now, is_source=is_source)
    could_do = true_processing_rate(records_in, busy)
    if is_source:
        observed = observed_true_processing_rate(records_in, backpressured, pending[1])
        could_do = source_true_processing_rate(could_do, observed)
    if known_or(busy, 1.0) < MEASURABLE_BUSY_RATIO:
        could_do = _lifetime_rate(now, records_total)
        if is_known(could_do) and is_known(records_in):
            could_do = max(could_do, records_in / MEASURABLE_BUSY_RATIO)
    return VertexMeasure(
        id=now.id,
        uid=label(now.name),
        operators=operator_names(now.name),
        name=now.name,
        parallelism=now.parallelism,
        subtasks=subtasks,
        busy_ratio=busy,
        idle_ratio=_mean([s.idle_ratio for s in subtasks]),
        backpressured_ratio=backpressured,
        records_in_per_second=records_in,
        records_out_per_second=records_out,
        true_processing_rate=could_do,
        skew_ratio=_skew([s.records_in_per_second for s in subtasks]),
        pending_records=pending,
        records_in_total=records_total,
        batches=batches,
    )


def _records_in(
    subtasks: tuple[SubtaskMeasure, ...], batches: BatchMeasure | None, source_out: Measure | None
) -> Measure:
    """Rows where the operator counts them; what a source puts out where Flink does not count what it takes in."""
    if batches:
        return batches.rows_per_second
    counted = total(each.records_in_per_second for each in subtasks)
    if source_out is not None and known_or(counted, 0.0) == 0:
        return source_out
    return counted


def _records_total(now: VertexSample, *, is_source: bool) -> Measure:
    return total(each.records_out if is_source else each.records_in for each in now.subtasks)


def _lifetime_rate(now: VertexSample, records: Measure) -> Measure:
    busy_ms = total(each.busy_ms for each in now.subtasks)
    if not is_known(records) or not is_known(busy_ms):
        return records if not is_known(records) else busy_ms
    # busy_ms adds up over the subtasks, so this is the rate of one; all of them do so many times more.
    return true_processing_rate(records, busy_ms / 1000 / len(now.subtasks)) if now.subtasks else math.inf


def _subtask(before: SubtaskSample | None, now: SubtaskSample) -> SubtaskMeasure:
    window = _window(before, now)
    if before is None or not is_known(window):
        missing: Measure = window
        return SubtaskMeasure(now.index, window, missing, missing, missing, missing, missing)
    return SubtaskMeasure(
        index=now.index,
        window_ms=window,
        busy_ratio=_ratio(before.busy_ms, now.busy_ms, window),
        idle_ratio=_ratio(before.idle_ms, now.idle_ms, window),
        backpressured_ratio=_ratio(before.backpressured_ms, now.backpressured_ms, window),
        records_in_per_second=rate(before.records_in, now.records_in, window),
        records_out_per_second=rate(before.records_out, now.records_out, window),
    )


def _window(before: SubtaskSample | None, now: SubtaskSample) -> Measure:
    """The three clocks together count every millisecond of the task once: their sum is when the metrics were taken.

    The wall clock is not: metrics come from a cache, seconds old.
    """
    if before is None:
        return Unknown("the subtask was not there at the first observation")
    if before.attempt != now.attempt:
        return Unknown("the subtask was restarted between the observations")
    start = total((before.busy_ms, before.idle_ms, before.backpressured_ms))
    end = total((now.busy_ms, now.idle_ms, now.backpressured_ms))
    if not is_known(start) or not is_known(end):
        return start if not is_known(start) else end
    if end <= start:
        return Unknown("Flink's metrics did not move between the observations")
    return end - start


def _ratio(first: Measure, last: Measure, window_ms: float) -> Measure:
    """Share of the window, 0-1.

    Flink brings a clock that runs up to date every 5 s only, so busy (what is left of the time) can seem to go
    backwards by that much when the task idles: that is zero, not a restart.
    """
    if not is_known(first) or not is_known(last):
        return first if not is_known(first) else last
    return min(1.0, max(0.0, (last - first) / window_ms))


def _mean(values: list[Measure]) -> Measure:
    """The mean of what is known; unknown only when nothing is."""
    known = [value for value in values if is_known(value)]
    if known:
        return sum(known) / len(known)
    return values[0] if values else Unknown("the vertex has no subtask")


def _skew(rates: list[Measure]) -> Measure:
    known = [value for value in rates if is_known(value)]
    if len(known) < len(rates) or len(known) < 2:
        return Unknown("fewer than two subtasks are known")
    middle = median(known)
    return max(known) / middle if middle > 0 else Unknown("most subtasks got no records")


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
