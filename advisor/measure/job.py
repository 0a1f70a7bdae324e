"""Everything the diagnosis and the plan work with, measured once from an observation."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from advisor.measure.batches import DatabaseMeasure, measure_database
from advisor.measure.checkpoints import CheckpointsMeasure, measure_checkpoints
from advisor.measure.flow import RECORDS_A_BUNDLE, arrivals
from advisor.measure.host import HostMeasure, measure_host
from advisor.measure.kafka import KafkaMeasure, measure_kafka
from advisor.measure.machines import MachineMeasure, measure_machines
from advisor.measure.subtask import NO_USUAL_WINDOW, SubtaskMeasure
from advisor.measure.vertex import VertexMeasure, measure_vertex
from advisor.model.database import DatabaseSample
from advisor.model.observation import JobSample, Observation, VertexSample
from advisor.model.topology import Topology
from advisor.model.unknown import Measure, Unknown, is_known, total

# Network buffers between source and sink hold some more (ten of 32 kB an edge; an order takes about 200 bytes).
RECORDS_IN_BUFFERS = 10_000
# A bounded source that has come to its end: its clocks stand still, and nobody waits for it.
ENDED = ("FINISHED",)


@dataclass(frozen=True)
class JobMeasure:
    """The whole job over the window. `completeness`: share of the unfinished subtasks that are known at both moments.

    `database`, `machines`, `checkpoints`, `kafka`, `host` are Unknown, with the reason, when they were not read.
    `database_lost` is whether the database answered at an earlier look and not at the last one.
    """

    first: JobSample
    last: JobSample
    window_seconds: Measure
    completeness: float
    vertices: tuple[VertexMeasure, ...]
    topology: Topology
    database: DatabaseMeasure | Unknown
    machines: tuple[MachineMeasure, ...] | Unknown
    checkpoints: CheckpointsMeasure | Unknown
    kafka: KafkaMeasure | Unknown
    host: HostMeasure | Unknown
    samples: int = 2
    database_lost: bool = False

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
        """The throughput of the whole job at which this vertex would be busy all the time; may be infinite."""
        could_do = vertex.true_processing_rate
        if not is_known(could_do):
            return could_do
        if vertex.batches:
            # Only one of several sinks: the job does the others' rows as well.
            return could_do * self._share_of_rows(vertex)
        arriving = self._arrivals.get(vertex.id)
        if arriving is None:
            return Unknown("how many records reach it is not known")
        return could_do / arriving * self.rows_a_record if arriving > 0 else math.inf

    @cached_property
    def _arrivals(self) -> dict[str, float]:
        return arrivals(self.topology, {each.id: each for each in self.vertices})

    def _share_of_rows(self, sink: VertexMeasure) -> float:
        rows = {each.id: each.batches.rows_total for each in self.vertices if each.batches}
        known = [each for each in rows.values() if is_known(each)]
        own = rows[sink.id]
        return sum(known) / own if is_known(own) and own > 0 else 1.0

    @cached_property
    def rows_a_record(self) -> float:
        """Rows written for each record read, where rows are the yardstick; 1 when the difference may be in buffers."""
        rows = total(each.batches.rows_total for each in self.vertices if each.batches)
        read = total(each.put_out_total for each in self.sources)
        if not is_known(rows) or not is_known(read) or read <= 0 or not any(each.batches for each in self.vertices):
            return 1.0
        buffers = RECORDS_A_BUNDLE + RECORDS_IN_BUFFERS
        return min(max(1.0, (rows - buffers) / read), (rows + buffers) / read)


def measure_job(observation: Observation) -> JobMeasure:
    """Measure the window between the first and the last sample."""
    first, last = observation.first, observation.last
    topology = last.topology
    series = [{vertex.id: vertex for vertex in sample.vertices} for sample in observation.samples]
    sources = set(topology.sources())
    kafka = measure_kafka(observation)
    inputs = {} if isinstance(kafka, Unknown) else kafka.inputs

    def measure(vertex: VertexSample, usual_window_ms: Measure) -> VertexMeasure:
        looks = [look[vertex.id] for look in series if vertex.id in look]
        return measure_vertex(looks, usual_window_ms, is_source=vertex.id in sources, input_=inputs.get(vertex.id))

    # Sources come last: those that have no clock of their own (NaN) get the window of the others.
    measured = {vertex.id: measure(vertex, NO_USUAL_WINDOW) for vertex in last.vertices if vertex.id not in sources}
    usual = _usual_window_ms(measured.values())
    measured |= {vertex.id: measure(vertex, usual) for vertex in last.vertices if vertex.id in sources}
    window = _usual_window_ms(measured.values())
    vertices = tuple(measured[each] for each in topology.in_flow_order())
    alive = [vertex for vertex in vertices if vertex.status not in ENDED]
    complete = [_is_complete(s, is_source=not topology.upstream_of(v.id)) for v in alive for s in v.subtasks]
    return JobMeasure(
        first=first,
        last=last,
        window_seconds=window / 1000 if is_known(window) else window,
        completeness=sum(complete) / len(complete) if complete else 0.0,
        vertices=vertices,
        topology=topology,
        database=measure_database(observation.databases),
        machines=measure_machines(observation),
        checkpoints=measure_checkpoints(observation),
        kafka=kafka,
        host=measure_host(observation.hosts),
        samples=len(observation.samples),
        database_lost=_lost([each.database for each in observation.surroundings]),
    )


def _lost(databases: Sequence[DatabaseSample | Unknown]) -> bool:
    """Whether one that answered does so no more."""
    answered = [not isinstance(each, Unknown) for each in databases]
    return any(answered) and not answered[-1]


def _usual_window_ms(vertices: Iterable[VertexMeasure]) -> Measure:
    """How far the tasks' clocks advanced, where they are known: the median."""
    windows = [each.window_ms for vertex in vertices for each in vertex.subtasks if is_known(each.window_ms)]
    return median(windows) if windows else Unknown("no task was seen at both moments")


def _is_complete(subtask: SubtaskMeasure, *, is_source: bool) -> bool:
    """A source whose busy time Flink does not know still tells whether it is held back, which is what counts."""
    return is_known(subtask.busy_ratio) or (is_source and is_known(subtask.backpressured_ratio))
