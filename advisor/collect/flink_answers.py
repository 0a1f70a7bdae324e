"""The shapes of Flink's REST answers, 1.18 to 2.3, as far as they are read. Flink's own names live here only.

What is missing or unreadable becomes an Unknown with its reason; what makes the answer useless is an error.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, RootModel

from advisor.model.unknown import Measure, Unknown


def _number(raw: Any) -> float | None:
    """Flink writes NaN as a string, as a bare NaN, or leaves the field out; a negative clock or counter is no value."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return None
    try:
        value = float(raw)
    except (ValueError, OverflowError):
        return None
    return value if math.isfinite(value) and value >= 0 else None


Number = Annotated[float | None, BeforeValidator(_number)]
Text = Annotated[str, Field(max_length=10_000)]
Count = Annotated[int, Field(ge=0, le=1 << 31)]


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True)


class JobSummary(Shape):
    id: Text = Field(alias="jid")
    name: Text
    state: Text


class JobsOverview(Shape):
    jobs: tuple[JobSummary, ...]


class ClusterOverview(Shape):
    flink_version: Text = Field(alias="flink-version")
    slots_total: Count = Field(0, alias="slots-total")
    slots_available: Count = Field(0, alias="slots-available")


class PlanInput(Shape):
    id: Text
    ship_strategy: Text = Field("", validation_alias=AliasChoices("ship_strategy", "ship-strategy"))


class PlanNode(Shape):
    id: Text
    inputs: tuple[PlanInput, ...] = ()


class Plan(Shape):
    nodes: tuple[PlanNode, ...]


class VertexSummary(Shape):
    id: Text
    name: Text
    parallelism: Annotated[int, Field(ge=1, le=1 << 15)]
    max_parallelism: int = Field(0, validation_alias=AliasChoices("maxParallelism", "max-parallelism"))
    status: Text


class JobDetail(Shape):
    id: Text = Field(alias="jid")
    name: Text
    state: Text
    vertices: Annotated[tuple[VertexSummary, ...], Field(max_length=10_000)]
    plan: Plan


class IoMetrics(Shape):
    busy_ms: Number = Field(None, alias="accumulated-busy-time")
    idle_ms: Number = Field(None, alias="accumulated-idle-time")
    backpressured_ms: Number = Field(None, alias="accumulated-backpressured-time")
    records_in: Number = Field(None, alias="read-records")
    records_in_complete: bool = Field(True, alias="read-records-complete")
    records_out: Number = Field(None, alias="write-records")
    records_out_complete: bool = Field(True, alias="write-records-complete")

    def clock(self, name: str) -> Measure:
        """One of the three clocks, milliseconds: "busy", "idle" or "backpressured"."""
        value: float | None = getattr(self, f"{name}_ms")
        return Unknown(f"{name} time is not reported") if value is None else value

    def records(self, direction: str) -> Measure:
        """The records counter, "in" or "out". A counter that Flink calls incomplete is not known; it is no zero."""
        value: float | None = getattr(self, f"records_{direction}")
        if value is None or not getattr(self, f"records_{direction}_complete"):
            return Unknown(f"Flink has no complete count of the records {direction}")
        return value


class Subtask(Shape):
    index: Count = Field(alias="subtask")
    status: Text
    task_manager: Text = Field("", validation_alias=AliasChoices("taskmanager-id", "taskmanager_id"))
    attempt: Count = 0
    duration: Number = None
    metrics: IoMetrics = Field(default_factory=lambda: IoMetrics.model_validate({}))


class VertexDetail(Shape):
    subtasks: Annotated[tuple[Subtask, ...], Field(max_length=1 << 15)]


class AggregatedMetric(Shape):
    id: Text
    sum: Number = None


class AggregatedMetrics(RootModel[tuple[AggregatedMetric, ...]]):
    pass


class PlainMetric(Shape):
    id: Text
    value: Number = None


class PlainMetrics(RootModel[tuple[PlainMetric, ...]]):
    pass


class ExceptionEntry(Shape):
    name: Text = Field("", alias="exceptionName")
    # Stack traces are long; only the first lines are read.
    stacktrace: str = ""
    timestamp: Number = None
    task: Text | None = Field(None, alias="taskName")


class ExceptionHistory(Shape):
    entries: tuple[ExceptionEntry, ...] = ()


class Exceptions(Shape):
    history: ExceptionHistory = Field(default_factory=ExceptionHistory, alias="exceptionHistory")


class CheckpointCounts(Shape):
    completed: Count = 0
    failed: Count = 0
    in_progress: Count = 0


class Checkpoint(Shape):
    id: int
    status: Literal["COMPLETED", "FAILED", "IN_PROGRESS"]
    trigger_ms: Number = Field(None, alias="trigger_timestamp")
    duration_ms: Number = Field(None, alias="end_to_end_duration")
    state_bytes: Number = Field(None, alias="state_size")
    is_savepoint: bool = False
    failure: str | None = Field(None, alias="failure_message")


class Checkpoints(Shape):
    counts: CheckpointCounts
    history: tuple[Checkpoint, ...] = ()


class CheckpointConfig(Shape):
    interval_ms: Number = Field(None, alias="interval")
    timeout_ms: Number = Field(None, alias="timeout")
    unaligned: bool = Field(False, alias="unaligned_checkpoints")
    tolerable_failures: Number = Field(None, alias="tolerable_failed_checkpoints")


class TaskManagerId(Shape):
    id: Text


class TaskManagers(Shape):
    task_managers: tuple[TaskManagerId, ...] = Field(alias="taskmanagers")


class Collector(Shape):
    name: Text
    count: Number = None
    time: Number = None


class TaskManagerMetrics(Shape):
    heap_used: Number = Field(None, alias="heapUsed")
    heap_max: Number = Field(None, alias="heapMax")
    collectors: tuple[Collector, ...] = Field((), alias="garbageCollectors")


class Hardware(Shape):
    cpu_cores: Count = Field(0, alias="cpuCores")


class MemoryConfiguration(Shape):
    managed: Number = Field(None, alias="managedMemory")
    process: Number = Field(None, alias="totalProcessMemory")


class TaskManager(Shape):
    id: Text
    path: Text = ""
    slots: Count = Field(0, alias="slotsNumber")
    free_slots: Count = Field(0, alias="freeSlots")
    hardware: Hardware = Field(default_factory=lambda: Hardware.model_validate({}))
    memory: MemoryConfiguration = Field(
        default_factory=lambda: MemoryConfiguration.model_validate({}), alias="memoryConfiguration"
    )
    metrics: TaskManagerMetrics = Field(default_factory=lambda: TaskManagerMetrics.model_validate({}))


class ConfigEntry(Shape):
    key: str
    value: str


class Configuration(RootModel[tuple[ConfigEntry, ...]]):
    pass


class Jvm(Shape):
    version: Text


class Environment(Shape):
    jvm: Jvm
