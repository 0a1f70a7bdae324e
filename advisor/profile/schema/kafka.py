"""Where records come from, and where bad ones go."""

from __future__ import annotations

import re
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


def _is_topic(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,249}", value) or value in (".", ".."):
        raise ValueError("a topic's name as Kafka takes it: letters, digits, dots, _ and -, at most 249")
    return value


def _are_brokers(value: str) -> str:
    # As Kafka's Java client reads each: a protocol may stand in front, the port must be there.
    for each in filter(None, value.split(",")):
        if not re.fullmatch(r"([\w.%-]*://)?(\[[\w.%:-]*\]|[\w.%:-]*):\d+", each, re.ASCII):
            raise ValueError("host:port, or several with commas between")
    return value


Topic = Annotated[Word, AfterValidator(_is_topic)]


class Kafka(Section):
    bootstrap_servers: Annotated[Word, AfterValidator(_are_brokers)] = Field(
        description="Brokers, `host:port,host:port`."
    )
    topic: Topic = Field(description="Topic to read.")
    group_id: Word = Field(description="Consumer group that offsets are committed under.")
    start_from: Annotated[str, AfterValidator(_is_start)] = Field(
        description="`committed`, `earliest`, `latest` or an ISO timestamp; a savepoint wins."
    )
    bounded: Flag = Field(description="Stop at the end that the topic had at the start.")
    partition_discovery_interval_ms: Annotated[int, Field(ge=-1), TYPED] = Field(
        description="How often to look for new partitions; -1 never."
    )
    dead_letter_topic: Topic = Field(description="Topic for records that cannot become rows.")
    consumer: Verbatim = Field(description="Kafka consumer properties, verbatim.")
    producer: Verbatim = Field(description="Kafka producer properties for the dead letters, verbatim.")
