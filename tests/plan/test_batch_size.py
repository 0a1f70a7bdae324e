"""Batch size and interval from the cost of a flush."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.plan.batching import ROW_MS, flush_cost, plan_batch_size, plan_interval_ms


def test_a_batch_that_could_never_fill_is_not_proposed() -> None:
    """100 rows a second and 200 ms: 20 rows."""
    assert plan_batch_size(flush_cost(1, 1.15), 100.0, 200) == 20


def test_a_batch_is_never_empty() -> None:
    """However little comes."""
    assert plan_batch_size(flush_cost(1, 1.15), 0.1, 200) == 1


def test_flushes_without_a_fixed_cost_need_no_batch() -> None:
    """When all of it is rows, gathering them gains nothing."""
    assert plan_batch_size(flush_cost(1000, 20.0), 50_000.0, 200) == 1


def test_the_smallest_round_size_near_the_best_rate_is_proposed() -> None:
    """A commit of 0.9 ms: 500 rows do 91 % of the best, 200 do not reach 90 %."""
    cost = flush_cost(1, 0.92)
    assert (cost.fixed_ms, cost.row_ms) == (pytest.approx(0.90), ROW_MS)
    assert plan_batch_size(cost, 30_000.0, 200) == 500
    assert cost.rows_per_second(500) >= 0.9 * 1000 / ROW_MS > cost.rows_per_second(200)


def test_an_interval_is_a_tenth_of_the_latency_budget() -> None:
    """Waiting for a batch is not all that takes time."""
    assert (plan_interval_ms(2000), plan_interval_ms(1)) == (200, 1)


@settings(deadline=None)  # a busy machine is no failure
@given(st.floats(1, 1e5), st.floats(0.01, 1e5), st.floats(0.1, 1e7), st.integers(1, 100_000))
def test_a_proposed_batch_fills_within_the_interval(rows: float, ms: float, rate: float, interval_ms: int) -> None:
    """For any flush and any rate."""
    size = plan_batch_size(flush_cost(rows, ms), rate, interval_ms)
    assert size >= 1
    assert size == 1 or size <= rate * interval_ms / 1000
