"""Batch size and interval from the cost of a flush."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.plan.batching import LEAST_ROW_MS, ROW_MS, FlushCost, flush_cost, plan_batch_size, plan_interval_ms


def test_a_batch_that_could_never_fill_is_not_proposed() -> None:
    """100 rows a second and 200 ms: 20 rows; of 837 that arrive 800 are sure to."""
    assert plan_batch_size(flush_cost(1, 1.15), 100.0, 200) == 20
    assert plan_batch_size(flush_cost(1, 1.15), 4187.0, 200) == 800


def test_a_batch_is_never_empty() -> None:
    """However little comes."""
    assert plan_batch_size(flush_cost(1, 1.15), 0.1, 200) == 1


def test_flushes_without_a_fixed_cost_need_no_batch() -> None:
    """When all of it is rows, gathering them gains nothing."""
    assert plan_batch_size(flush_cost(1000, 20.0), 50_000.0, 200) == 1


def test_the_smallest_round_size_near_the_best_rate_is_proposed() -> None:
    """A commit of 0.9 ms, rows of at least 0.01 ms: 5,000 rows do 98 % of the best, 2,000 do not reach 97 %."""
    cost = flush_cost(1, 0.92)
    assert (cost.fixed_ms, cost.row_ms) == (pytest.approx(0.90), ROW_MS)
    assert plan_batch_size(cost, 30_000.0, 200) == 5000
    cheap = FlushCost(cost.fixed_ms, LEAST_ROW_MS)
    assert cheap.rows_per_second(5000) >= 0.97 * 1000 / LEAST_ROW_MS > cheap.rows_per_second(2000)


def test_a_cost_that_was_measured_is_taken_as_it_is() -> None:
    """Two batch sizes have shown what a row costs: 0.02 ms, for which a smaller batch will do."""
    assert plan_batch_size(FlushCost(0.9, 0.02, fitted=True), 30_000.0, 200) == 2000


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
