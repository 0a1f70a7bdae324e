"""Fewer connections, where the sinks hold more than the database can serve."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.database import is_sink
from advisor.plan.bounds import connection_bounds
from advisor.plan.recommendation import Recommendation
from advisor.plan.rescale import rescale


def plan_connections(context: Context) -> Iterator[Recommendation]:
    """For every sink (one connection a subtask) that is beyond a limit of the database."""
    settings = context.settings
    for vertex in context.job.vertices:
        if not is_sink(vertex, settings):
            continue
        bound = min(connection_bounds(context.job, vertex, settings), key=lambda each: each.parallelism, default=None)
        if bound is None or vertex.parallelism <= max(1, bound.parallelism):
            continue
        proposed = max(1, bound.parallelism)
        because = f"{vertex.parallelism} connections are more than the {bound.name} allow ({proposed})"
        effect = f"{vertex.parallelism - proposed} connections fewer; larger batches keep the rate"
        for uid in vertex.operators:
            yield rescale(settings, uid, vertex.parallelism, proposed, because, effect)
