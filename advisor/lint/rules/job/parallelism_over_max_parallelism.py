"""More subtasks than the maximal parallelism allows: Flink refuses the job."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import Job

SEVERITY = "critical"
SOURCE = "https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/execution/parallel/#setting-the-maximum-parallelism"


def check(job: Job, _context: Context) -> Iterator[Fault]:
    """Silent where either is not set, where a maximum of 0 or less leaves the choice to Flink, and with the adaptive
    scheduler, which takes less."""
    for operator in job.operators.values():
        if job.adaptive or operator.parallelism is None or operator.max_parallelism is None:
            continue
        subtasks, most = operator.parallelism.number(), operator.max_parallelism.number()
        if subtasks and most and 0 < most < subtasks:
            yield Fault(
                operator.parallelism.place,
                operator.parallelism.key,
                f"{subtasks:g} subtasks, {operator.max_parallelism.key} allows {most:g}: Flink refuses the job",
                f"at most {most:g} (the maximum is fixed once there are savepoints)",
            )
