"""The parallelism of every operator for one throughput of the job, and how far their limits let it come."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from advisor.diagnose.context import Context
from advisor.measure.job import JobMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.unknown import is_known
from advisor.plan.bounds import bounds_of
from advisor.plan.ceiling import Ceiling
from advisor.plan.figures import rounded
from advisor.plan.parallelism import Sizing, capacity_wanted, plan_parallelism


@dataclass(frozen=True)
class JobSizing:
    """`rate` is what the job reaches, records per second; `sizes` by vertex id; `binding` is what stopped it."""

    rate: float
    sizes: Mapping[str, Sizing]
    binding: Ceiling | None


def size_operators(
    context: Context,
    target: float,
    capacities: Mapping[str, float],
    utilization: Mapping[str, float],
) -> JobSizing:
    """Size every operator so that the job does `target` records per second.

    `capacities` are the job's throughput at which each vertex is full with its present parallelism; `utilization`
    (0-1) is what each is sized for. A limit that binds one operator is passed to all: those upstream would only
    wait for it, those downstream would idle.
    """
    reached = target
    binding = None
    for vertex in context.job.vertices:
        most = _most(context, vertex, capacities)
        if most is not None and most.rate < reached:
            reached, binding = most.rate, most
    sizes = {}
    for vertex in context.job.vertices:
        if vertex.id not in capacities:
            continue
        wanted = capacity_wanted(reached, utilization.get(vertex.id, 1.0))
        sizing = plan_parallelism(vertex.parallelism, wanted, capacities[vertex.id], bounds_of(context, vertex))
        if isinstance(sizing, Sizing):
            sizes[vertex.id] = sizing
    return JobSizing(reached, sizes, binding)


def capacities(job: JobMeasure, observed: float) -> dict[str, float]:
    """What the job would do if only this vertex limited it; vertices that were hardly used are missing."""
    found = {}
    for vertex in job.vertices:
        rate = job.capacity(vertex)
        if is_known(rate) and not math.isinf(rate) and rate > 0:
            found[vertex.id] = max(rate, observed)
    return found


def _most(context: Context, vertex: VertexMeasure, capacities: Mapping[str, float]) -> Ceiling | None:
    """What the job can do at most with as many subtasks of this operator as its limits allow."""
    bound = min(bounds_of(context, vertex), key=lambda each: each.parallelism, default=None)
    if bound is None or vertex.id not in capacities:
        return None
    rate = capacities[vertex.id] * max(bound.parallelism, vertex.parallelism) / vertex.parallelism
    return Ceiling(rate, f"{vertex.uid} still ({rounded(rate):,.0f} rec/s): no more {bound.name}")
