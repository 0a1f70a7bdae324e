"""The scaling model agrees with DS2 and Flink's autoscaler: the cases are the field's own."""

from __future__ import annotations

import math

import pytest

from advisor.model.topology import Edge, Topology
from advisor.model.unknown import Unknown
from advisor.plan.parallelism import (
    Bound,
    Sizing,
    capacity_wanted,
    catch_up_rate,
    edge_ratios,
    observed_scalability,
    plan_parallelism,
    propagate,
    source_target,
)


def size(current: int, target: float, rate: float, utilization: float, *bounds: Bound, step: float = 1.0) -> Sizing:
    found = plan_parallelism(current, capacity_wanted(target, utilization), rate, bounds, step)
    assert isinstance(found, Sizing)
    return found


def test_an_unknown_rate_gives_no_advice() -> None:
    """Case 13."""
    assert plan_parallelism(4, 100.0, Unknown("busy time is not reported")) == Unknown("busy time is not reported")


def test_an_operator_that_never_moved_gives_no_advice() -> None:
    """A rate of zero would want infinitely many subtasks."""
    assert isinstance(plan_parallelism(4, 100.0, 0.0), Unknown)


def test_an_operator_that_fits_keeps_its_parallelism() -> None:
    """Nothing to change is an answer."""
    assert size(4, 70.0, 100.0, 0.7).parallelism == 4


@pytest.mark.parametrize(
    ("current", "target", "rate", "utilization", "wanted", "parallelism"),
    [
        (10, 50, 100, 1.0, 5.0, 5),
        (10, 60, 100, 0.8, 7.5, 8),
        (2, 100, 40, 0.5, 10.0, 10),
        (5, 500, 5000, 0.7, 5 / 7, 1),
    ],
    ids=["case 1", "case 2", "case 3", "case 15"],
)
def test_parallelism_follows_target_and_rate(
    current: int, target: float, rate: float, utilization: float, wanted: float, parallelism: int
) -> None:
    """Unrounded first, then up."""
    found = size(current, target, rate, utilization)
    assert (found.wanted, found.parallelism, found.bound_by) == (pytest.approx(wanted), parallelism, None)


def test_the_tightest_bound_bites_and_is_named() -> None:
    """Case 4."""
    found = size(10, 500, 100, 1.0, Bound("partitions", 12), Bound("task slots", 10))
    assert (found.wanted, found.parallelism, found.bound_by) == (50.0, 10, "task slots")


def test_a_bound_that_is_not_reached_is_not_named() -> None:
    """Only what limits is worth a word."""
    assert size(10, 50, 100, 1.0, Bound("task slots", 10)).bound_by is None


def test_a_step_down_is_limited() -> None:
    """Case 5."""
    assert size(10, 10, 100, 1.0, step=0.5).parallelism == 5


def test_scalability_is_linear_when_rates_follow_parallelism() -> None:
    """Case 6."""
    assert observed_scalability([(4, 200.0), (2, 100.0), (8, 400.0)]) == pytest.approx(1.0)


def test_scalability_is_less_when_subtasks_hinder_each_other() -> None:
    """Twice the subtasks, the same rate: far from linear."""
    found = observed_scalability([(1, 74.0), (2, 35.0), (4, 21.0)])
    assert isinstance(found, float)
    assert found < 0.5


def test_scalability_of_one_parallelism_is_not_known() -> None:
    """One point makes no line."""
    assert isinstance(observed_scalability([(4, 200.0), (4, 210.0)]), Unknown)


LINE = Topology(("source", "sink"), (Edge("source", "sink", "FORWARD"),))


def test_targets_grow_with_the_lag_and_travel_down() -> None:
    """Case 7: lag 950 -> 1000, in 0 -> 100, out 0 -> 200 in one second."""
    target = source_target(100.0, 50.0)
    ratios = edge_ratios(LINE, {"source": 100.0, "sink": 200.0}, {"source": 200.0, "sink": 0.0})
    assert target == 150.0
    assert propagate(LINE, {"source": target}, ratios) == {"source": 150.0, "sink": 300.0}


def test_a_shrinking_lag_never_makes_a_target_negative() -> None:
    """What arrives cannot be less than nothing."""
    assert source_target(100.0, -500.0) == 0.0


def test_catching_up_travels_down_by_the_same_ratios() -> None:
    """Case 8."""
    ratios = edge_ratios(LINE, {"source": 100.0, "sink": 200.0}, {"source": 200.0, "sink": 0.0})
    assert propagate(LINE, {"source": catch_up_rate(1000.0, 2.0)}, ratios) == {"source": 500.0, "sink": 1000.0}


def test_zero_seconds_mean_no_catching_up() -> None:
    """The field's way to switch it off."""
    assert catch_up_rate(1000.0, 0.0) == 0.0


def test_utilization_zero_wants_no_bound() -> None:
    """An operator that may never be busy can never be large enough."""
    assert capacity_wanted(100.0, 0.0) == math.inf


def test_edges_of_a_union_carry_what_each_source_puts_out() -> None:
    """Case 14."""
    edges = (Edge("s1", "op", "FORWARD"), Edge("s2", "op", "FORWARD"), Edge("op", "sink", "FORWARD"))
    taken_in = {"s1": 100.0, "s2": 100.0, "op": 250.0, "sink": 50.0}
    put_out = {"s1": 200.0, "s2": 50.0, "op": Unknown("not reported"), "sink": 0.0}
    found = edge_ratios(Topology(("sink", "op", "s1", "s2"), edges), taken_in, put_out)
    assert [found[edge] for edge in edges] == [2.0, 0.5, 0.2]


def test_an_edge_below_a_silent_operator_carries_nothing() -> None:
    """Upstream rate zero or unknown: 0, never a division by it."""
    assert edge_ratios(LINE, {"source": 0.0, "sink": 5.0}, {}) == {LINE.edges[0]: 0.0}
    assert edge_ratios(LINE, {"source": Unknown("no"), "sink": 5.0}, {}) == {LINE.edges[0]: 0.0}


def test_restart_and_lag_are_worked_off_within_the_catch_up_time() -> None:
    """Case 16: 500/s at busy 0.85, lag 2000, restart 1 s, catch up in 2 s."""
    wanted = capacity_wanted(500.0, 0.8, catch_up_rate(2000.0, 2.0), restart_seconds=1.0, catch_up_seconds=2.0)
    assert wanted == pytest.approx(1000 + 250 + 625)
    found = plan_parallelism(1, wanted, 500 / 0.85)
    assert isinstance(found, Sizing)
    assert found.parallelism == 4


def test_rates_are_passed_on_unrounded() -> None:
    """Case 17, from the DS2 paper: op1 takes 50/s and puts out 400, op2 takes 100/s, per instance."""
    topology = Topology(("s", "op1", "op2"), (Edge("s", "op1", "FORWARD"), Edge("op1", "op2", "HASH")))
    ratios = edge_ratios(topology, {"s": 100.0, "op1": 50.0, "op2": 400.0}, {"s": 100.0, "op1": 400.0, "op2": 0.0})
    targets = propagate(topology, {"s": 100.0}, {**ratios, topology.edges[0]: 1.0})
    assert targets == {"s": 100.0, "op1": 100.0, "op2": 800.0}
    assert (size(1, targets["op1"], 50.0, 1.0).parallelism, size(1, targets["op2"], 100.0, 1.0).parallelism) == (2, 8)
