"""More connections than the database has room or cores for.

Each subtask of a sink holds one. A deploy doubles them for a moment, and a Postgres core serves two to four that work;
beyond, they wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.database import is_sink
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.batches import DatabaseMeasure
from advisor.model.unknown import Unknown

THRESHOLDS = ("connections_short_ratio", "connections_a_core_count")
CURE = (
    "Lower the sink's parallelism and raise its batch_size, or put a pooler (pgbouncer) in between; where most "
    "connections are somebody else's, look there first."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent while a fifth of the connections is free, and about cores that the profile does not name."""
    sinks = [vertex for vertex in context.job.vertices if is_sink(vertex, context.settings)]
    if not sinks:
        return
    held = sum(vertex.parallelism for vertex in sinks)
    widest = max(sinks, key=lambda each: each.parallelism)
    evidence = [*_room(context, context.job.database, held), *_cores(context, held), *_limit(context, held)]
    if evidence:
        yield Finding(
            rule="too_many_connections",
            severity="warning",
            confidence=0.9,
            operator=widest.batches.operator if widest.batches else widest.uid,
            message="; ".join(each.what for each in evidence),
            evidence=tuple(evidence),
            help=CURE,
        )


def _room(context: Context, database: DatabaseMeasure | Unknown, held: int) -> list[Evidence]:
    if isinstance(database, Unknown):
        return []
    most = database.max_connections - database.reserved_connections
    limit = context.thresholds.connections_short_ratio * most
    if database.connections <= limit:
        return []
    what = f"{database.connections} of {most} connections of the server are taken, {held} of them by this job's sinks"
    return [Evidence(what, database.connections, round(limit), "connections", "Postgres")]


def _cores(context: Context, held: int) -> list[Evidence]:
    cores = context.settings.limits.database_cores
    most = context.thresholds.connections_a_core_count * (cores or 0)
    if not cores or held <= most:
        return []
    what = f"{held} connections of the job share {cores} cores of the database"
    return [Evidence(what, held, most, "connections", "profile")]


def _limit(context: Context, held: int) -> list[Evidence]:
    most = context.settings.limits.database_connections
    if most is None or held <= most:
        return []
    return [Evidence(f"the job holds {held} connections, its limit is {most}", held, most, "connections", "profile")]
