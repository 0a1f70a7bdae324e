"""The job as Flink knows it."""

from __future__ import annotations

from pydantic import Field

from advisor.profile.schema.types import MaxParallelism, Section, Word


class Job(Section):
    name: Word = Field(description="Name of the job in Flink.")
    max_parallelism: MaxParallelism = Field(
        description="Upper limit of every operator's parallelism; changing it later loses the state of every savepoint."
    )
