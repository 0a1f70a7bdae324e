"""More source subtasks than partitions: those without one have nothing to do, and hold slots."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import Job

SEVERITY = "warning"
SOURCE = "https://nightlies.apache.org/flink/flink-docs-stable/docs/connectors/datastream/kafka/"


def check(job: Job, context: Context) -> Iterator[Fault]:
    """Silent where the partitions are not known (`--partitions`)."""
    source = job.operators[job.source].parallelism if job.source else None
    count = source.number() if source else None
    if source is None or count is None or context.partitions is None or count <= context.partitions:
        return
    idle = count - context.partitions
    yield Fault(
        source.place,
        source.key,
        f"{count:g} subtasks read {context.partitions} partitions: {idle:g} of them read none",
        f"at most {context.partitions}",
    )
