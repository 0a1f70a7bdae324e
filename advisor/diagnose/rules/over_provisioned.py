"""An operator with several times the subtasks that its load needs.

Each takes a slot, network buffers, and for a sink a connection.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.vertex import VertexMeasure
from advisor.model.unknown import Measure, is_known, known_or

THRESHOLDS = ("over_provisioned_ratio", "over_provisioned_least_count", "over_provisioned_busy_ratio")
CURE = "Lower the parallelism at a time that is known to be the busiest of the day; a quiet window says little."


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent while anything limits the job, on operators without load (a quiet hour is no size) or with few subtasks,
    and where the busiest part of the window needs them."""
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
    thresholds = context.thresholds
    busy, records = _busiest_part(vertex), vertex.records_in_per_second
    # Sources are sized by partitions, not by their busy time.
    is_source = not context.job.topology.upstream_of(vertex.id)
    if is_source or not is_known(busy) or not is_known(records):
        return None
    if vertex.parallelism < thresholds.over_provisioned_least_count or busy < thresholds.over_provisioned_busy_ratio:
        return None
    if records < vertex.parallelism:
        return None
    return max(1, math.ceil(vertex.parallelism * busy / context.settings.limits.target_utilization))


def _busiest_part(vertex: VertexMeasure) -> Measure:
    """The busy ratio in the busiest part of the window, which is one part when there were two looks."""
    known = [each.busy_ratio for each in vertex.intervals if is_known(each.busy_ratio)]
    return max(known) if known else vertex.busy_ratio
