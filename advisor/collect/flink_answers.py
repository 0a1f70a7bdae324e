"""The shapes of Flink's REST answers, 1.18 to 2.3, as far as they are read. Flink's own names live here only.

Decoded by msgspec straight from the bytes: a job of 100 vertices with 1,000 subtasks each answers 60 MB, which other
ways of validating take ten times as long for. Figures are `Any`, as Flink writes NaN as text, and `number` reads them.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from advisor.model.unknown import Measure, Unknown

Text = Annotated[str, Meta(max_length=10_000)]
Count = Annotated[int, Meta(ge=0, le=1 << 31)]


def number(raw: Any) -> float | None:
    """A figure that is one: Flink writes NaN as text or leaves it out; a negative clock or counter is no value."""
    if type(raw) is int or type(raw) is float:
        value = raw
    elif isinstance(raw, str):
        try:
            value = float(raw)
        except ValueError:
            return None
    else:
        return None
    try:
        return float(value) if value >= 0 and math.isfinite(value) else None
    except OverflowError:
        return None


def measure(raw: Any, what: str) -> Measure:
    """The same as a Measure; `what` is part of a sentence: "busy time"."""
    value = number(raw)
    return Unknown(f"{what} is not reported") if value is None else value


class Shape(Struct, frozen=True, gc=False):
    """What is not named here is skipped; what is named and of another type is an error with its place."""


class JobSummary(Shape, frozen=True, gc=False):
    id: Text = field(name="jid")
    name: Text
    state: Text


class JobsOverview(Shape, frozen=True, gc=False):
    jobs: tuple[JobSummary, ...]


class ClusterOverview(Shape, frozen=True, gc=False):
    flink_version: Text = field(name="flink-version")
    slots_total: Count = field(default=0, name="slots-total")
    slots_available: Count = field(default=0, name="slots-available")


class PlanInput(Shape, frozen=True, gc=False):
    id: Text
    ship_strategy: Text = ""


class PlanNode(Shape, frozen=True, gc=False):
    id: Text
    inputs: tuple[PlanInput, ...] = ()


class Plan(Shape, frozen=True, gc=False):
    nodes: tuple[PlanNode, ...]


class VertexSummary(Shape, frozen=True, gc=False):
    id: Text
    name: Text
    parallelism: Annotated[int, Meta(ge=1, le=1 << 15)]
    status: Text
    max_parallelism: int = field(default=0, name="maxParallelism")


class JobDetail(Shape, frozen=True, gc=False):
    id: Text = field(name="jid")
    name: Text
    state: Text
    vertices: Annotated[tuple[VertexSummary, ...], Meta(max_length=10_000)]
    plan: Plan


class IoMetrics(Shape, frozen=True, gc=False):
    busy_ms: Any = field(default=None, name="accumulated-busy-time")
    idle_ms: Any = field(default=None, name="accumulated-idle-time")
    backpressured_ms: Any = field(default=None, name="accumulated-backpressured-time")
    records_in: Any = field(default=None, name="read-records")
    records_in_complete: bool = field(default=True, name="read-records-complete")
    records_out: Any = field(default=None, name="write-records")
    records_out_complete: bool = field(default=True, name="write-records-complete")


class StatusDurations(Shape, frozen=True, gc=False):
    running_ms: Any = field(default=None, name="RUNNING")


class Subtask(Shape, frozen=True, gc=False):
    index: Count = field(name="subtask")
    status: Text
    attempt: Count = 0
    duration: Any = None  # since it was scheduled: 1.18 has no other
    status_durations: StatusDurations | None = field(default=None, name="status-duration")
    task_manager: Text = field(default="", name="taskmanager-id")
    metrics: IoMetrics = IoMetrics()


class VertexDetail(Shape, frozen=True, gc=False):
    subtasks: Annotated[tuple[Subtask, ...], Meta(max_length=1 << 15)]


class AggregatedMetric(Shape, frozen=True, gc=False):
    id: Text
    sum: Any = None


AggregatedMetrics = tuple[AggregatedMetric, ...]


class PlainMetric(Shape, frozen=True, gc=False):
    id: Text
    value: Any = None


PlainMetrics = tuple[PlainMetric, ...]


class ExceptionEntry(Shape, frozen=True, gc=False):
    name: Text | None = field(default=None, name="exceptionName")
    # Stack traces are long; only the first lines are read.
    stacktrace: str | None = None
    timestamp: Any = None
    task: Text | None = field(default=None, name="taskName")


class ExceptionHistory(Shape, frozen=True, gc=False):
    entries: tuple[ExceptionEntry, ...] = ()


class Exceptions(Shape, frozen=True, gc=False):
    history: ExceptionHistory = field(default=ExceptionHistory(), name="exceptionHistory")


class CheckpointCounts(Shape, frozen=True, gc=False):
    completed: Count = 0
    failed: Count = 0
    in_progress: Count = 0


class Checkpoint(Shape, frozen=True, gc=False):
    id: int
    status: Literal["COMPLETED", "FAILED", "IN_PROGRESS"]
    trigger_ms: Any = field(default=None, name="trigger_timestamp")
    duration_ms: Any = field(default=None, name="end_to_end_duration")
    state_bytes: Any = field(default=None, name="state_size")
    is_savepoint: bool = False
    failure: str | None = field(default=None, name="failure_message")


class Checkpoints(Shape, frozen=True, gc=False):
    counts: CheckpointCounts
    history: tuple[Checkpoint, ...] = ()


class CheckpointConfig(Shape, frozen=True, gc=False):
    interval_ms: Any = field(default=None, name="interval")
    timeout_ms: Any = field(default=None, name="timeout")
    unaligned: bool = field(default=False, name="unaligned_checkpoints")
    tolerable_failures: Any = field(default=None, name="tolerable_failed_checkpoints")


class TaskManagerId(Shape, frozen=True, gc=False):
    id: Text


class TaskManagers(Shape, frozen=True, gc=False):
    task_managers: tuple[TaskManagerId, ...] = field(name="taskmanagers")


class Collector(Shape, frozen=True, gc=False):
    name: Text
    count: Any = None
    time: Any = None


class TaskManagerMetrics(Shape, frozen=True, gc=False):
    heap_used: Any = field(default=None, name="heapUsed")
    heap_max: Any = field(default=None, name="heapMax")
    collectors: tuple[Collector, ...] = field(default=(), name="garbageCollectors")


class Hardware(Shape, frozen=True, gc=False):
    cpu_cores: Count = field(default=0, name="cpuCores")


class MemoryConfiguration(Shape, frozen=True, gc=False):
    managed: Any = field(default=None, name="managedMemory")
    process: Any = field(default=None, name="totalProcessMemory")


class TaskManager(Shape, frozen=True, gc=False):
    id: Text
    path: Text = ""
    data_port: Count = field(default=0, name="dataPort")
    slots: Count = field(default=0, name="slotsNumber")
    free_slots: Count = field(default=0, name="freeSlots")
    hardware: Hardware = Hardware()
    memory: MemoryConfiguration = field(default=MemoryConfiguration(), name="memoryConfiguration")
    metrics: TaskManagerMetrics = TaskManagerMetrics()


class ConfigEntry(Shape, frozen=True, gc=False):
    key: str
    value: str


Configuration = tuple[ConfigEntry, ...]


class Jvm(Shape, frozen=True, gc=False):
    version: Text


class Environment(Shape, frozen=True, gc=False):
    jvm: Jvm
