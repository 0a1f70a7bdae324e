"""An operator with several times the subtasks that its load needs.

Each takes a slot, network buffers, and for a sink a connection.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.vertex import VertexMeasure
from advisor.model.unknown import is_known, known_or

THRESHOLDS = ("over_provisioned_ratio",)
CURE = "Lower the parallelism at a time that is known to be the busiest of the day; a quiet window says little."


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent while anything limits the job, on operators without load (a quiet hour is no size), and below four
    subtasks."""
    if context.verdict.kind != "input_bound":
        return
    for vertex in context.job.vertices:
        wanted = _wanted(context, vertex)
        if wanted is None or vertex.parallelism < context.thresholds.over_provisioned_ratio * wanted:
            continue
        busy = known_or(vertex.busy_ratio, 0.0)
        yield Finding(
            rule="over_provisioned",
            severity="info",
            confidence=round(0.7 * context.job.completeness, 2),
            operator=vertex.uid,
            message=f"{vertex.parallelism} subtasks of {vertex.uid} are busy {busy:.0%}; at this load "
            f"{wanted} would be enough",
            evidence=(Evidence("parallelism", vertex.parallelism, wanted, "subtasks", "busy time and rate"),),
            help=CURE,
        )


def _wanted(context: Context, vertex: VertexMeasure) -> int | None:
    """Subtasks at the target utilization; None when there is too little load to tell."""
    busy, records = vertex.busy_ratio, vertex.records_in_per_second
    # Sources are sized by partitions, not by their busy time.
    is_source = not context.job.topology.upstream_of(vertex.id)
    if is_source or vertex.parallelism < 4 or not is_known(busy) or not is_known(records):
        return None
    if busy < 0.01 or records < vertex.parallelism:
        return None
    return max(1, math.ceil(vertex.parallelism * busy / context.settings.limits.target_utilization))
