"""The shapes of Flink's REST answers, 1.18 to 2.3, as far as they are read. Flink's own names live here only.

What is missing or unreadable becomes an Unknown with its reason; what makes the answer useless is an error.
"""

from __future__ import annotations

import math
from typing import Annotated, Any

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


class ExceptionHistory(Shape):
    entries: tuple[ExceptionEntry, ...] = ()


class Exceptions(Shape):
    history: ExceptionHistory = Field(default_factory=ExceptionHistory, alias="exceptionHistory")
