"""A maximal parallelism that spreads keys unevenly: some subtasks get far more key groups than others.

Flink cuts all keys into max-parallelism groups and deals these out. With 128 groups for 100 subtasks, 28 subtasks get
two and all others one: the job is as fast as those with two.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import Job
from advisor.lint.thresholds import UNEVEN

SEVERITY = "warning"
SOURCE = "https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/execution/parallel/#setting-the-maximum-parallelism"
THRESHOLDS = (UNEVEN,)
LARGEST = 32768  # Flink's own limit


def check(job: Job, _context: Context) -> Iterator[Fault]:
    """Silent on operators without keys, where either is not set (Flink then takes a power of two of at least 1.5 times
    the parallelism), and up to a quarter more than the mean."""
    for operator in job.operators.values():
        if operator.parallelism is None or operator.max_parallelism is None or not operator.keyed:
            continue
        subtasks, groups = operator.parallelism.number(), operator.max_parallelism.number()
        if not subtasks or not groups or not 1 < subtasks <= groups:
            continue
        fullest, mean = ceil(groups / subtasks), groups / subtasks
        if fullest / mean > UNEVEN.value:
            yield Fault(
                operator.max_parallelism.place,
                operator.max_parallelism.key,
                f"{groups:g} key groups for {subtasks:g} subtasks: the fullest has {fullest / mean:.2f} times the mean",
                f"a multiple of {subtasks:g}, such as {_multiple(subtasks, groups):g} (for a new job: it is fixed once "
                "there are savepoints), or another parallelism",
            )


def _multiple(subtasks: float, groups: float) -> float:
    up = ceil(groups / subtasks) * subtasks
    return up if up <= LARGEST else up - subtasks
