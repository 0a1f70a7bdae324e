"""A job as it was at one moment, and several such moments: what the collectors deliver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from msgspec import Struct

from advisor.model.checkpoints import CheckpointsSample
from advisor.model.database import DatabaseSample
from advisor.model.host import HostSample
from advisor.model.kafka import KafkaSample
from advisor.model.machines import JvmSample, TaskManagerSample
from advisor.model.topology import Topology
from advisor.model.unknown import Measure, Unknown

NOT_ASKED = Unknown("it was not asked for")
NO_DATABASE = Unknown("no database was named")
NO_KAFKA = Unknown("no Kafka was named")
NO_HOST = Unknown("the machine was not asked for")
# What a Kafka source tells of a partition of which it took no record since its task started.
NOTHING_READ = Unknown("nothing was read of the partition yet")


class SubtaskSample(Struct, frozen=True, gc=False):
    """One parallel instance. Times are counters since it started, milliseconds; records are counters too.

    A struct of msgspec, as a job may have 100,000 of them: it is made ten times as fast as a frozen dataclass.
    """

    index: int
    attempt: int
    status: str
    running_ms: float
    busy_ms: Measure
    idle_ms: Measure
    backpressured_ms: Measure
    records_in: Measure
    records_out: Measure
    task_manager: str = ""


@dataclass(frozen=True)
class FlameGraph:
    """Where a vertex's threads were seen, as shares (0-1) of the samples.

    `by_operator` in the order of the chain; what belongs to none of them (waiting for input, for room downstream)
    is missing, so the sum may be below 1. `in_python` is the share spent in handing over to a Python worker and
    waiting for it; `waiting` the share that waits for something else: a socket, a lock, another thread.
    """

    by_operator: tuple[float, ...]
    in_python: float
    waiting: float
    samples: int


@dataclass(frozen=True)
class VertexSample:
    """What Flink schedules: one operator, or several chained ones.

    `metrics` are sums over the subtasks, for the few metrics the advisor reads: `<operator>.<metric>`, or `<metric>`
    for those of the vertex. `partition_offsets` is how far a Kafka source has read, by "topic-partition".
    """

    id: str
    name: str
    parallelism: int
    max_parallelism: int
    status: str
    subtasks: tuple[SubtaskSample, ...]
    metrics: Mapping[str, float] = field(default_factory=dict)
    partition_offsets: Mapping[str, Measure] = field(default_factory=dict)
    flame: FlameGraph | Unknown = NOT_ASKED

    def metric(self, name: str) -> Measure:
        """The sum over all operators of the vertex that report a metric of this name."""
        found = [value for key, value in self.metrics.items() if key.rpartition(".")[2] == name]
        return sum(found) if found else Unknown(f"{name} is not reported")


@dataclass(frozen=True)
class FailureSample:
    """One exception that made the job fail; `at_ms` since 1970. `cause` is its innermost cause, one line."""

    cause: str
    at_ms: Measure
    task: str | None


@dataclass(frozen=True)
class JobSample:
    """One job at one moment. `restarts` counts since the job started; `failures` are the newest first.

    `configuration` holds the cluster's settings that the advisor reads, by Flink's keys. `not_read` names what did
    not answer as it must, with the reason; nothing that a verdict could not do without is among it.
    """

    id: str
    name: str
    state: str
    flink_version: str
    taken_at: datetime
    vertices: tuple[VertexSample, ...]
    topology: Topology
    restarts: Measure
    failures: tuple[FailureSample, ...]
    slots_total: int
    slots_available: int
    task_managers: tuple[TaskManagerSample, ...] | Unknown = NOT_ASKED
    checkpoints: CheckpointsSample | Unknown = NOT_ASKED
    configuration: Mapping[str, str] | Unknown = NOT_ASKED
    jvm: JvmSample | Unknown = NOT_ASKED
    not_read: Mapping[str, str] = field(default_factory=dict)

    @property
    def failure(self) -> str | None:
        """The newest exception's cause."""
        return self.failures[0].cause if self.failures else None

    def setting(self, key: str) -> str | None:
        """A Flink setting of the cluster; None when it is not set, or not known."""
        return None if isinstance(self.configuration, Unknown) else self.configuration.get(key)


@dataclass(frozen=True)
class Surroundings:
    """What else was seen at the moment of a JobSample: each part as it was, or why it was not seen."""

    database: DatabaseSample | Unknown = NO_DATABASE
    kafka: KafkaSample | Unknown = NO_KAFKA
    host: HostSample | Unknown = NO_HOST


@dataclass(frozen=True)
class Observation:
    """Two or more moments, a window apart from the first to the last; `surroundings` has one entry for each sample."""

    samples: tuple[JobSample, ...]
    surroundings: tuple[Surroundings, ...] = ()

    @property
    def first(self) -> JobSample:
        return self.samples[0]

    @property
    def last(self) -> JobSample:
        return self.samples[-1]

    @property
    def databases(self) -> tuple[DatabaseSample, ...] | Unknown:
        """One look for each moment; Unknown as soon as one is: not asked, or no answer."""
        return _all_known([each.database for each in self.surroundings], NO_DATABASE)

    @property
    def kafkas(self) -> tuple[KafkaSample, ...] | Unknown:
        """The same for Kafka."""
        return _all_known([each.kafka for each in self.surroundings], NO_KAFKA)

    @property
    def hosts(self) -> tuple[HostSample, ...] | Unknown:
        """The same for the machine."""
        return _all_known([each.host for each in self.surroundings], NO_HOST)


Look = TypeVar("Look")


def _all_known(looks: Sequence[Look | Unknown], none: Unknown) -> tuple[Look, ...] | Unknown:
    """What was away in between is not known over the window."""
    found = []
    for look in looks:
        if isinstance(look, Unknown):
            return look
        found.append(look)
    return tuple(found) if found else none
