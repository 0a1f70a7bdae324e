"""The Python function between source and sink."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from advisor.profile.schema.types import Section

_FUNCTION = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")


def is_function(value: str) -> str:
    """A validator: the name of a function as the job imports it."""
    if not _FUNCTION.fullmatch(value):
        raise ValueError("module:function, such as jobs.examples.orders:enrich")
    return value


class Enrichment(Section):
    function: Annotated[str, AfterValidator(is_function)] = Field(
        description="`module:function`, a plain Python function dict -> dict."
    )
    mode: Literal["batch", "record"] = Field(
        description="`batch`: one call from Flink into Python for thousands of records; `record`: one for each."
    )
    event_time_field: str = Field(
        description="Field of the raw record with milliseconds since 1970; empty: Kafka's timestamp."
    )
