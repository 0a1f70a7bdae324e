"""How many subtasks an operator needs: the model of DS2 (OSDI'18) as Flink's autoscaler uses it. Pure functions.

Targets travel down the graph with the unrounded parallelism: rounding at each step makes every later one too large.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor.measure.rates import edge_ratio
from advisor.model.topology import Edge, Topology
from advisor.model.unknown import Measure, Unknown, is_known


@dataclass(frozen=True)
class Bound:
    """An upper limit of a parallelism, and its name for the report."""

    name: str
    parallelism: int


@dataclass(frozen=True)
class Sizing:
    """`wanted` is unrounded; `parallelism` is what the bounds leave of it; `bound_by` names the one that bit."""

    wanted: float
    parallelism: int
    bound_by: str | None


def source_target(records_in_per_second: float, lag_growth_per_second: float) -> float:
    """Records per second that a source must take in to keep up with what arrives."""
    return max(0.0, records_in_per_second + lag_growth_per_second)


def edge_ratios(
    topology: Topology, taken_in: Mapping[str, Measure], put_out: Mapping[str, Measure]
) -> dict[Edge, float]:
    """For each edge, how many records it carries for each one that its upstream vertex takes in; rates by vertex.

    What an edge carries is what a downstream vertex with no other input takes in, else what its upstream puts out.
    """
    ratios = {}
    for edge in topology.edges:
        alone = len(topology.upstream_of(edge.downstream)) == 1
        carried = taken_in[edge.downstream] if alone else put_out[edge.upstream]
        ratios[edge] = edge_ratio(carried, taken_in[edge.upstream])
    return ratios


def propagate(topology: Topology, sources: Mapping[str, float], ratios: Mapping[Edge, float]) -> dict[str, float]:
    """A rate for every vertex from the rates at the sources and the ratio of each edge."""
    rates = dict(sources)
    for vertex in topology.in_flow_order():
        inputs = [edge for edge in topology.edges if edge.downstream == vertex]
        if inputs:
            rates[vertex] = sum(rates.get(edge.upstream, 0.0) * ratios.get(edge, 0.0) for edge in inputs)
    return rates


def catch_up_rate(lag_records: float, catch_up_seconds: float) -> float:
    """Extra records per second that work off a lag in the given time; 0 seconds: do not catch up."""
    return lag_records / catch_up_seconds if catch_up_seconds > 0 else 0.0


def capacity_wanted(
    target: float,
    utilization: float,
    catch_up: float = 0.0,
    restart_seconds: float = 0.0,
    catch_up_seconds: float = 0.0,
) -> float:
    """Records per second that an operator must be able to do to carry `target` at `utilization` (0-1).

    The restart that a change costs is worked off within the catch-up time. Utilization 0 wants no bound at all.
    """
    if utilization <= 0:
        return math.inf
    restart = target * restart_seconds / catch_up_seconds if catch_up_seconds > 0 else 0.0
    return catch_up + restart + target / utilization


def plan_parallelism(
    current: int,
    wanted_per_second: float,
    true_processing_rate: Measure,
    bounds: Sequence[Bound] = (),
    largest_step_down: float = 1.0,
) -> Measure | Sizing:
    """The parallelism at which an operator that now does `true_processing_rate` would do `wanted_per_second`.

    `largest_step_down` is the share of its subtasks that may go at once. Unknown without a rate.
    """
    if not is_known(true_processing_rate):
        return true_processing_rate
    if true_processing_rate <= 0:
        return Unknown("the operator's rate is zero")
    wanted = current * wanted_per_second / true_processing_rate
    floor = max(1, math.ceil(current * (1 - largest_step_down)))
    ceiling = min(bounds, key=lambda bound: bound.parallelism, default=None)
    if ceiling is not None and wanted > ceiling.parallelism:
        return Sizing(wanted, max(1, ceiling.parallelism), ceiling.name)
    # A hair above a whole number is rounding of floats, not work for one more subtask.
    rounded = math.ceil(wanted - 1e-9)
    return Sizing(wanted, max(floor, rounded), None)


def observed_scalability(history: Sequence[tuple[int, float]]) -> Measure:
    """How the rate grew with the parallelism, (parallelism, rate) each: 1.0 is linear, 0.5 is half of it.

    Least squares through the rate that one subtask did at the smallest parallelism seen.
    """
    if len({parallelism for parallelism, _ in history}) < 2:
        return Unknown("fewer than two parallelisms were seen")
    smallest, base = min(history)
    per_subtask = base / smallest
    if per_subtask <= 0:
        return Unknown("nothing was processed at the smallest parallelism")
    slope = sum(p * rate for p, rate in history) / sum(p * p for p, _ in history)
    return slope / per_subtask
