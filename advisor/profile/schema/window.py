"""Event-time windows, for the template kafka_to_jdbc_windowed."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from advisor.profile.schema.enrichment import is_function
from advisor.profile.schema.types import NotNegative, Positive, Section, Words

Function = Annotated[str, AfterValidator(is_function)]


class Window(Section):
    key: Annotated[Words, Field(min_length=1)] = Field(
        description="Fields of the enriched record: each value of them has windows of its own."
    )
    size_ms: Positive = Field(description="Length of a window; windows follow each other without gap or overlap.")
    out_of_orderness_ms: NotNegative = Field(
        description="How far behind the newest record of its partition a record may be: a window waits so long."
    )
    allowed_lateness_ms: NotNegative = Field(
        description="How long a window that was written still takes records, and is written again; later ones go to "
        "the dead letters as `late`."
    )
    idleness_ms: NotNegative = Field(
        description="A partition without records for so long no longer holds windows open; 0: it always does."
    )
    combine: Function = Field(description="`module:function`, two totals (or records) of a window and key into one.")
    result: Function = Field(description="`module:function`, a window's total and the window into the row.")
    shards: Positive = Field(
        description="Groups that keys are spread over, each written by itself: at least the parallelism of `window`; "
        "changing it later loses the state."
    )
