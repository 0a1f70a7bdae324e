"""Where records come from, and where bad ones go."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from advisor.profile.schema.types import TYPED, Flag, Section, Verbatim, Word


def _is_start(value: str) -> str:
    if value not in ("committed", "earliest", "latest"):
        try:
            datetime.fromisoformat(value.replace("Z", "+00:00"))
        except ValueError:
            raise ValueError(
                "committed, earliest, latest or an ISO timestamp, such as 2026-01-31T12:00:00+00:00"
            ) from None
    return value


class Kafka(Section):
    bootstrap_servers: Word = Field(description="Brokers, `host:port,host:port`.")
    topic: Word = Field(description="Topic to read.")
    group_id: Word = Field(description="Consumer group that offsets are committed under.")
    start_from: Annotated[str, AfterValidator(_is_start)] = Field(
        description="`committed`, `earliest`, `latest` or an ISO timestamp; a savepoint wins."
    )
    bounded: Flag = Field(description="Stop at the end that the topic had at the start.")
    partition_discovery_interval_ms: Annotated[int, Field(ge=-1), TYPED] = Field(
        description="How often to look for new partitions; -1 never."
    )
    dead_letter_topic: Word = Field(description="Topic for records that cannot become rows.")
    consumer: Verbatim = Field(description="Kafka consumer properties, verbatim.")
    producer: Verbatim = Field(description="Kafka producer properties for the dead letters, verbatim.")
