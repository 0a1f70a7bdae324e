"""What a profile may say: one frozen model a section, checked by pydantic, every field described once, here."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

Name = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S+$")]
Positive = Annotated[int, Field(ge=1)]
NotNegative = Annotated[int, Field(ge=0)]
Scalar = str | int | float | bool

# A secret in a profile ends in config.yaml, in Flink's REST API and in git.
SECRET_KEY = re.compile(r"(^|[._-])(password|passwd|secret|token)$", re.IGNORECASE)
SECRET_IN_VALUE = re.compile(r"\bpassword\s*=\s*\S", re.IGNORECASE)


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Job(Section):
    name: Name = Field(description="Name of the job in Flink.")
    max_parallelism: Annotated[int, Field(ge=1, le=32768)] = Field(
        description="Upper limit of every operator's parallelism; changing it later loses the state of every savepoint."
    )


class Kafka(Section):
    bootstrap_servers: Name = Field(description="Brokers, `host:port,host:port`.")
    topic: Name = Field(description="Topic to read.")
    group_id: Name = Field(description="Consumer group that offsets are committed under.")
    start_from: Name = Field(description="`committed`, `earliest`, `latest` or an ISO timestamp; a savepoint wins.")
    bounded: bool = Field(description="Stop at the end that the topic had at the start.")
    partition_discovery_interval_ms: int = Field(description="How often to look for new partitions; -1 never.")
    dead_letter_topic: Name = Field(description="Topic for records that cannot become rows.")
    consumer: dict[str, Scalar] = Field(description="Kafka consumer properties, verbatim.")
    producer: dict[str, Scalar] = Field(description="Kafka producer properties for the dead letters, verbatim.")

    @field_validator("start_from")
    @classmethod
    def _is_a_place_to_start(cls, value: str) -> str:
        if value not in ("committed", "earliest", "latest"):
            try:
                datetime.fromisoformat(value.replace("Z", "+00:00"))
            except ValueError:
                raise ValueError("committed, earliest, latest or an ISO timestamp") from None
        return value

    @field_validator("consumer", "producer")
    @classmethod
    def _holds_no_secret(cls, properties: dict[str, Scalar]) -> dict[str, Scalar]:
        for key, value in properties.items():
            if SECRET_KEY.search(key) or SECRET_IN_VALUE.search(str(value)):
                raise ValueError(f"no secret: move {key} into a file and use Kafka's config.providers to read it there")
        return properties


class Enrichment(Section):
    function: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$")] = Field(
        description="`module:function`, a plain Python function dict -> dict."
    )
    mode: Literal["batch", "record"] = Field(
        description="`batch`: one call from Flink into Python for thousands of records; `record`: one for each."
    )
    event_time_field: str = Field(
        description="Field of the raw record with milliseconds since 1970; empty: Kafka's timestamp."
    )


class Database(Section):
    host: Name = Field(description="Postgres server.")
    port: Annotated[int, Field(ge=1, le=65535)] = Field(description="Its port.")
    name: Name = Field(description="Database.")
    user: Name = Field(description="User that the sink connects as.")
    password_env: Name | None = Field(
        None, description="Environment variable with the password, on every TaskManager and where the job is submitted."
    )
    password_file: Name | None = Field(None, description="File with the password, likewise; exactly one of the two.")
    table: Name = Field(description="Target table, `schema.table` or `table`.")
    key: Annotated[tuple[Name, ...], Field(min_length=1, strict=False)] = Field(
        description="Columns of a primary key or unique index: what the upsert conflicts on."
    )
    version: Annotated[tuple[Name, ...], Field(strict=False)] = Field(
        description="Integer columns, compared left to right: a newer row is never overwritten by an older one."
    )
    offset_column: Name | None = Field(None, description="Column to fill with the record's Kafka offset.")

    @model_validator(mode="after")
    def _one_way_to_the_password(self) -> Database:
        if (self.password_env is None) == (self.password_file is None):
            raise ValueError("exactly one of password_env and password_file")
        return self


class Operator(Section):
    parallelism: Positive = Field(description="How many subtasks.")
    chaining: bool = Field(False, description="Whether Flink may chain it to the operator before it.")


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
    latency_budget_ms: Positive = Field(description="End-to-end latency that batching may cost.")
    target_utilization: Annotated[float, Field(gt=0, le=1)] = Field(
        description="Share of its capacity at which an operator shall run.", strict=False
    )


class Profile(Section):
    """A whole profile, after `extends` and environment variables are resolved."""

    job: Job
    kafka: Kafka
    enrichment: Enrichment
    database: Database
    operators: Operators
    python: Python
    flink: dict[str, Scalar] = Field(description="Flink's own keys, verbatim, for config.yaml.")
    limits: Limits

    @field_validator("flink")
    @classmethod
    def _holds_nothing_that_breaks_the_cluster(cls, keys: dict[str, Scalar]) -> dict[str, Scalar]:
        for key in keys:
            if SECRET_KEY.search(key):
                raise ValueError(f"no secret: {key} would be readable in config.yaml and in Flink's REST API")
            if key in ("env.java.opts.all", "env.java.opts"):
                raise ValueError(
                    f"not {key}: it replaces the --add-opens that Flink needs; use env.java.opts.taskmanager"
                )
        return keys

    @model_validator(mode="after")
    def _parallelism_fits(self) -> Profile:
        for uid, operator in self.operators:
            if operator.parallelism > self.job.max_parallelism:
                raise ValueError(
                    f"operators.{uid}.parallelism {operator.parallelism} at most job.max_parallelism "
                    f"{self.job.max_parallelism}"
                )
        return self

    def operator(self, uid: str) -> Operator | None:
        """An operator's settings by uid, None for one that the profile does not know."""
        found = getattr(self.operators, uid, None)
        return found if isinstance(found, Operator) else None
