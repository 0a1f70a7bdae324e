"""More connections than the job may open: each subtask of a sink, or of a lookup, holds its own."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import Job, Operator

NEEDS = "connections"
SEVERITY = "critical"
SOURCE = "https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-MAX-CONNECTIONS"


def check(job: Job, context: Context) -> Iterator[Fault]:
    """Silent where the limit is not known (limits.database_connections), and where both are equal."""
    holding = {uid: each for uid, each in job.operators.items() if each.connections and each.parallelism is not None}
    opened = {uid: each.connections * (_count(each) or 0) for uid, each in holding.items()}
    limit, needed = context.connections, sum(opened.values())
    if limit is None or needed <= limit:
        return
    largest = holding[max(opened, key=lambda uid: opened[uid])].parallelism
    if largest is not None:
        who = " and ".join(opened)
        yield Fault(
            largest.place,
            largest.key,
            f"{who} with {needed:g} connections, the limit is {limit:g}",
            f"parallelism for at most {limit:g} in all",
        )


def _count(operator: Operator) -> float | None:
    return operator.parallelism.number() if operator.parallelism else None
