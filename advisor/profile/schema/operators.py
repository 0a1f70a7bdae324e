"""Each operator of the job; the key is its `uid` and `name` in Flink."""

from __future__ import annotations

from pydantic import Field

from advisor.profile.schema.types import Flag, MaxParallelism, NotNegative, Positive, Section, Word


class Operator(Section):
    parallelism: Positive = Field(description="How many subtasks.")
    chaining: Flag = Field(False, description="Whether Flink may chain it to the operator before it.")
    max_parallelism: MaxParallelism | None = Field(
        None, description="Upper limit of its parallelism, `job.max_parallelism` when not set; fixed like that one."
    )
    slot_sharing_group: Word | None = Field(
        None, description="Operators of one group share slots; when not set, those of the operators before it."
    )


class RetryingOperator(Operator):
    max_retries: NotNegative = Field(description="Tries after a lost connection; 0: as long as it takes.")
    retry_backoff_ms: Positive = Field(description="Pause before the first retry; doubles with each.")
    retry_backoff_max_ms: Positive = Field(description="Longest pause between two retries.")


class SinkOperator(RetryingOperator):
    batch_size: Positive = Field(description="Rows of one statement, and so of one commit, at most.")
    batch_interval_ms: NotNegative = Field(
        description="A smaller batch is written after this long; 0: `python.bundle_time_ms` decides."
    )


class Operators(Section):
    kafka_source: Operator = Field(description="Reads the topic.")
    enrichment: Operator = Field(description="Runs the Python function.")
    window: Operator | None = Field(None, description="Gathers records in windows, in that template.")
    lookup: RetryingOperator | None = Field(None, description="Looks up in the database, in that template.")
    jdbc_sink: SinkOperator = Field(description="Writes batches to Postgres.")
    dead_letters: Operator = Field(description="Writes the dead-letter topic.")
