"""What a plan of the advisor must respect."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from advisor.profile.schema.types import TYPED, Positive, Section


class Limits(Section):
    slots: Positive = Field(description="Task slots that a plan may use.")
    database_connections: Positive = Field(description="Connections to Postgres that a plan may use.")
    database_cores: Positive | None = Field(
        None, description="Cores of the database server; each keeps two to four connections busy."
    )
    latency_budget_ms: Positive = Field(description="End-to-end latency that batching may cost.")
    target_utilization: Annotated[float, Field(gt=0, le=1), TYPED] = Field(
        description="Share of its capacity at which an operator shall run.", strict=False
    )
