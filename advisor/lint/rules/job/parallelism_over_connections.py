"""More sink subtasks than connections that the job may use: each subtask holds one."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import Job

SEVERITY = "critical"
SOURCE = "https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-MAX-CONNECTIONS"


def check(job: Job, context: Context) -> Iterator[Fault]:
    """Silent where the limit is not known (limits.database_connections), and where both are equal."""
    sink = job.operators[job.sink].parallelism if job.sink else None
    limit = job.connections or context.connections
    count = sink.number() if sink else None
    if sink is not None and count is not None and limit is not None and count > limit:
        yield Fault(
            sink.place,
            sink.key,
            f"{count:g} subtasks open {count:g} connections, the limit is {limit:g}",
            f"at most {limit:g}",
        )
