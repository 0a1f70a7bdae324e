"""How Flink hands records to its Python workers."""

from __future__ import annotations

from pydantic import Field

from advisor.profile.schema.types import Positive, Section


class Python(Section):
    bundle_size: Positive = Field(description="Records that Flink gathers for one turn of the Python worker.")
    bundle_time_ms: Positive = Field(description="How long it gathers at most.")
