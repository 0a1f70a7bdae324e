"""More source subtasks than partitions: those without one have nothing to do, and hold slots."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import ALL_OPERATORS, Job

NEEDS = "partitions"
SEVERITY = "warning"
SOURCE = "https://nightlies.apache.org/flink/flink-docs-stable/docs/connectors/datastream/kafka/"


def check(job: Job, context: Context) -> Iterator[Fault]:
    """Silent where the partitions are not known (`--partitions`). Where only the default of all operators is known it
    is told as info: the program may give its source less."""
    source = job.operators[job.source].parallelism if job.source is not None else None
    count = source.number() if source else None
    if source is None or count is None or context.partitions is None or count <= context.partitions:
        return
    of_all = job.source == ALL_OPERATORS
    idle = count - context.partitions
    yield Fault(
        source.place,
        source.key,
        f"{count:g} subtasks read {context.partitions} partitions: {idle:g} of them read none",
        f"at most {context.partitions}" + (" for the source" if of_all else ""),
        "info" if of_all else None,
    )
