"""What a profile may say: one frozen model a section, checked by pydantic, every field described once, here."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, create_model

from advisor.model.thresholds import Thresholds, describe
from advisor.profile.document import typed

_FUNCTION = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")
LARGEST = 2_147_483_647  # Flink's settings are Java ints


def _is_word(value: str) -> str:
    if not value or re.search(r"[\s\x00-\x1f\x7f]", value):
        raise ValueError("text without spaces, and not empty")
    return value


def _is_function(value: str) -> str:
    if not _FUNCTION.fullmatch(value):
        raise ValueError("module:function, such as jobs.examples.orders:enrich")
    return value


def _is_start(value: str) -> str:
    if value not in ("committed", "earliest", "latest"):
        try:
            datetime.fromisoformat(value.replace("Z", "+00:00"))
        except ValueError:
            raise ValueError(
                "committed, earliest, latest or an ISO timestamp, such as 2026-01-31T12:00:00+00:00"
            ) from None
    return value


def _is_scalar(value: Any) -> Any:
    if isinstance(value, dict):
        raise ValueError("one value; write the key in one piece, joined with dots")
    if not isinstance(value, str | int | float):
        raise ValueError("text, a number, true or false")
    return value


# What comes from an environment variable is text; a field that wants a number takes it as one.
_TYPED = BeforeValidator(typed)
Positive = Annotated[int, Field(ge=1, le=LARGEST), _TYPED]
NotNegative = Annotated[int, Field(ge=0, le=LARGEST), _TYPED]
Flag = Annotated[bool, _TYPED]
Word = Annotated[str, AfterValidator(_is_word)]
Words = Annotated[tuple[Word, ...], Field(strict=False)]
FilePath = Annotated[str, Field(min_length=1)]
Scalar = str | int | float | bool
# Keys are limited because YAML refuses longer ones on one line with their value.
Key = Annotated[str, Field(max_length=255), AfterValidator(_is_word)]
Verbatim = dict[Key, Annotated[Scalar, BeforeValidator(_is_scalar)]]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Job(Section):
    name: Word = Field(description="Name of the job in Flink.")
    max_parallelism: Annotated[int, Field(ge=1, le=32768), _TYPED] = Field(
        description="Upper limit of every operator's parallelism; changing it later loses the state of every savepoint."
    )


class Kafka(Section):
    bootstrap_servers: Word = Field(description="Brokers, `host:port,host:port`.")
    topic: Word = Field(description="Topic to read.")
    group_id: Word = Field(description="Consumer group that offsets are committed under.")
    start_from: Annotated[str, AfterValidator(_is_start)] = Field(
        description="`committed`, `earliest`, `latest` or an ISO timestamp; a savepoint wins."
    )
    bounded: Flag = Field(description="Stop at the end that the topic had at the start.")
    partition_discovery_interval_ms: Annotated[int, Field(ge=-1), _TYPED] = Field(
        description="How often to look for new partitions; -1 never."
    )
    dead_letter_topic: Word = Field(description="Topic for records that cannot become rows.")
    consumer: Verbatim = Field(description="Kafka consumer properties, verbatim.")
    producer: Verbatim = Field(description="Kafka producer properties for the dead letters, verbatim.")


class Enrichment(Section):
    function: Annotated[str, AfterValidator(_is_function)] = Field(
        description="`module:function`, a plain Python function dict -> dict."
    )
    mode: Literal["batch", "record"] = Field(
        description="`batch`: one call from Flink into Python for thousands of records; `record`: one for each."
    )
    event_time_field: str = Field(
        description="Field of the raw record with milliseconds since 1970; empty: Kafka's timestamp."
    )


class Database(Section):
    host: Word = Field(description="Postgres server.")
    port: Annotated[int, Field(ge=1, le=65535), _TYPED] = Field(description="Its port.")
    name: Word = Field(description="Database.")
    user: Word = Field(description="User that the sink connects as.")
    password_env: Word | None = Field(
        None, description="Environment variable with the password, on every TaskManager and where the job is submitted."
    )
    password_file: FilePath | None = Field(
        None, description="File with the password, likewise; exactly one of the two."
    )
    table: Word = Field(description="Target table, `schema.table` or `table`.")
    key: Annotated[Words, Field(min_length=1)] = Field(
        description="Columns of a primary key or unique index: what the upsert conflicts on."
    )
    version: Words = Field(
        description="Integer columns, compared left to right: a newer row is never overwritten by an older one."
    )
    offset_column: Word | None = Field(None, description="Column to fill with the record's Kafka offset.")


class Operator(Section):
    parallelism: Positive = Field(description="How many subtasks.")
    chaining: Flag = Field(False, description="Whether Flink may chain it to the operator before it.")


class SinkOperator(Operator):
    batch_size: Positive = Field(description="Rows of one statement, and so of one commit, at most.")
    batch_interval_ms: NotNegative = Field(
        description="A smaller batch is written after this long; 0: `python.bundle_time_ms` decides."
    )
    max_retries: NotNegative = Field(description="Tries after a lost connection; 0: as long as it takes.")
    retry_backoff_ms: Positive = Field(description="Pause before the first retry; doubles with each.")
    retry_backoff_max_ms: Positive = Field(description="Longest pause between two retries.")


class Operators(Section):
    kafka_source: Operator = Field(description="Reads the topic.")
    enrichment: Operator = Field(description="Runs the Python function.")
    jdbc_sink: SinkOperator = Field(description="Writes batches to Postgres.")
    dead_letters: Operator = Field(description="Writes the dead-letter topic.")


class Python(Section):
    bundle_size: Positive = Field(description="Records that Flink gathers for one turn of the Python worker.")
    bundle_time_ms: Positive = Field(description="How long it gathers at most.")


class Limits(Section):
    slots: Positive = Field(description="Task slots that a plan may use.")
    database_connections: Positive = Field(description="Connections to Postgres that a plan may use.")
    database_cores: Positive | None = Field(
        None, description="Cores of the database server; each keeps two to four connections busy."
    )
    latency_budget_ms: Positive = Field(description="End-to-end latency that batching may cost.")
    target_utilization: Annotated[float, Field(gt=0, le=1), _TYPED] = Field(
        description="Share of its capacity at which an operator shall run.", strict=False
    )


Reason = Annotated[str, Field(min_length=10, max_length=500)]
# One field for each threshold, so that the reference shows unit, default and source of all of them.
_OVERRIDES: Any = {
    each.name: (
        Annotated[float | None, Field(ge=0), _TYPED],
        Field(None, strict=False, description=f"{each.unit}, {each.value:g} when not set: {each.source}."),
    )
    for each in describe(Thresholds())
}
ThresholdOverrides = create_model("ThresholdOverrides", __base__=Section, **_OVERRIDES)


class Advisor(Section):
    thresholds: ThresholdOverrides = Field(  # type: ignore[valid-type]
        default_factory=ThresholdOverrides, description="Numbers that the advisor's judgement hangs on."
    )
    suppress: dict[Key, Reason] = Field(
        default_factory=dict,
        description="Rules that shall not speak, `rule` or `rule@operator`, each with the reason, which reports show.",
    )

    @property
    def overrides(self) -> dict[str, float]:
        """The thresholds that the profile sets."""
        return cast(Section, self.thresholds).model_dump(exclude_none=True)


class Profile(Section):
    """A whole profile, after `extends` and environment variables are resolved."""

    job: Job = Field(description="The job as Flink knows it.")
    kafka: Kafka = Field(description="Where records come from, and where bad ones go.")
    enrichment: Enrichment = Field(description="The Python function between source and sink.")
    database: Database = Field(description="The table that rows are written to.")
    operators: Operators = Field(description="Each operator of the job; the key is its `uid` and `name` in Flink.")
    python: Python = Field(description="How Flink hands records to its Python workers.")
    flink: Verbatim = Field(description="Flink's own keys, verbatim, for config.yaml.")
    limits: Limits = Field(description="What a plan of the advisor must respect.")
    advisor: Advisor = Field(default_factory=Advisor, description="What the advisor does otherwise for this job.")

    def operator(self, uid: str) -> Operator | None:
        """An operator's settings by uid, None for one that the profile does not know."""
        found = getattr(self.operators, uid, None)
        return found if isinstance(found, Operator) else None
