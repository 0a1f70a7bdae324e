"""The named limits of a parallelism: slots, partitions, key groups, connections."""

from __future__ import annotations

from advisor.diagnose.context import Context
from advisor.diagnose.cpu import measured_cpu
from advisor.diagnose.database import is_sink
from advisor.diagnose.python_workers import in_threads, may_run_python
from advisor.measure.job import JobMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.settings import JobSettings
from advisor.model.unknown import Unknown
from advisor.plan.parallelism import Bound

# A Postgres core keeps two to four connections busy (one computes while others wait for its disk).
CONNECTIONS_A_CORE = 4


def bounds_of(context: Context, vertex: VertexMeasure) -> list[Bound]:
    """What this operator's parallelism may not pass; what is not known bounds nothing."""
    job, settings = context.job, context.settings
    found = [Bound("task slots", settings.limits.slots or job.last.slots_total)]
    if vertex.max_parallelism > 0:
        found.append(Bound("max parallelism", vertex.max_parallelism))
    if settings.limits.max_parallelism:
        found.append(Bound("max parallelism", settings.limits.max_parallelism))
    if vertex.partitions:
        # More subtasks than partitions read nothing; Flink's autoscaler lets them pass, we do not.
        found.append(Bound("partitions of the topic", len(vertex.partitions)))
    if (cores := all_cores(job)) and not _only_waits(context, vertex):
        # Whatever computes gains nothing beyond one subtask a core.
        found.append(Bound("CPU cores", cores))
    if is_sink(vertex, settings):
        found += connection_bounds(job, vertex, settings)
    if (interpreters := _interpreters(context, vertex)) is not None:
        found.append(Bound("Python interpreters (thread mode: one a TaskManager)", interpreters))
    return [bound for bound in found if bound.parallelism > 0]


def _only_waits(context: Context, vertex: VertexMeasure) -> bool:
    """What was seen to; a sink alone mostly waits for its database."""
    if context.limits_the_job(vertex) and context.verdict.cause == "external_wait":
        return True
    # What waits for commits now will compute once they are few.
    found = measured_cpu(context, vertex) if context.verdict.cause != "small_batches" else None
    if found and found[0] == "external_wait":
        return True
    return is_sink(vertex, context.settings) and not vertex.chain


def _interpreters(context: Context, vertex: VertexMeasure) -> int | None:
    """In thread mode all Python of a TaskManager takes turns; None when that is not so, or not known."""
    if not in_threads(context) or not may_run_python(context, vertex) or isinstance(context.job.machines, Unknown):
        return None
    return len(context.job.machines) or None


def all_cores(job: JobMeasure) -> int:
    """Of all machines that run the job; 0 when they are not known."""
    if isinstance(job.machines, Unknown):
        return 0
    return sum({each.host: each.cpu_cores for each in job.machines}.values())


def connection_bounds(job: JobMeasure, sink: VertexMeasure, settings: JobSettings) -> list[Bound]:
    """What the database leaves for a sink of one connection a subtask."""
    found = []
    if settings.limits.database_connections is not None:
        found.append(Bound("database connections", settings.limits.database_connections))
    if settings.limits.database_cores is not None:
        found.append(Bound("database cores", CONNECTIONS_A_CORE * settings.limits.database_cores))
    if not isinstance(job.database, Unknown):
        free = job.database.max_connections - job.database.reserved_connections - job.database.connections
        found.append(Bound("max_connections of the database", sink.parallelism + free))
    return found
