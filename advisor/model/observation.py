"""A job as it was at one moment, and two such moments: what the collectors deliver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from advisor.model.topology import Topology
from advisor.model.unknown import Measure, Unknown


@dataclass(frozen=True)
class SubtaskSample:
    """One parallel instance. Times are counters since it started, milliseconds; records are counters too."""

    index: int
    attempt: int
    status: str
    running_ms: float
    busy_ms: Measure
    idle_ms: Measure
    backpressured_ms: Measure
    records_in: Measure
    records_out: Measure


@dataclass(frozen=True)
class VertexSample:
    """What Flink schedules: one operator, or several chained ones.

    `metrics` are sums over the subtasks, by `<operator>.<metric>`, for the few metrics the advisor reads.
    """

    id: str
    name: str
    parallelism: int
    max_parallelism: int
    status: str
    subtasks: tuple[SubtaskSample, ...]
    metrics: Mapping[str, float] = field(default_factory=dict)

    def metric(self, name: str) -> Measure:
        """The sum over all operators of the vertex that report a metric of this name."""
        found = [value for key, value in self.metrics.items() if key.rpartition(".")[2] == name]
        return sum(found) if found else Unknown(f"{name} is not reported")


@dataclass(frozen=True)
class JobSample:
    """One job at one moment. `restarts` counts since the job started; `failure` is the newest exception's cause."""

    id: str
    name: str
    state: str
    flink_version: str
    taken_at: datetime
    vertices: tuple[VertexSample, ...]
    topology: Topology
    restarts: Measure
    failure: str | None
    slots_total: int
    slots_available: int


@dataclass(frozen=True)
class DatabaseSample:
    """One database at one moment: counters since its statistics were reset, and who is connected."""

    taken_at: datetime
    commits: int
    rows_written: int
    connections: Mapping[str, int]
    waiting_for_locks: int
    max_connections: int


@dataclass(frozen=True)
class Observation:
    """Two moments, a window apart. `database` is None when no database was asked."""

    first: JobSample
    last: JobSample
    database: tuple[DatabaseSample, DatabaseSample] | None = None
