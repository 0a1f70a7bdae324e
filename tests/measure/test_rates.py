"""Rates and capacities: what is not known stays so, with its reason."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.measure.rates import (
    observed_true_processing_rate,
    rate,
    source_true_processing_rate,
    true_processing_rate,
)
from advisor.model.unknown import Unknown, is_known

NO = Unknown("not reported")
numbers = st.floats(min_value=0, max_value=1e12)
measures = st.one_of(numbers, st.builds(Unknown, st.text(min_size=1)))


def test_no_time_means_no_rate() -> None:
    """A cached answer read twice is not a rate of zero."""
    assert rate(5.0, 5.0, 0.0) == Unknown("no time passed between the two observations")


def test_a_counter_that_went_backwards_means_no_rate() -> None:
    """A restart resets counters."""
    assert isinstance(rate(500.0, 3.0, 1000.0), Unknown)


def test_an_unknown_part_keeps_its_reason() -> None:
    """The first missing value explains the result."""
    assert rate(NO, 5.0, 1000.0) is NO


def test_a_rate_is_per_second() -> None:
    """Milliseconds in, seconds out."""
    assert rate(0.0, 1000.0, 2000.0) == 500.0


@pytest.mark.parametrize(("records", "busy"), [(0.0, 0.5), (100.0, 0.0)])
def test_nothing_says_what_an_operator_without_work_could_do(records: float, busy: float) -> None:
    """Case 12: unbounded."""
    assert true_processing_rate(records, busy) == math.inf


def test_an_unknown_busy_ratio_means_no_capacity() -> None:
    """Case 13, whatever the rate."""
    assert true_processing_rate(100.0, NO) is NO


def test_capacity_is_the_rate_over_the_busy_ratio() -> None:
    """Case 15: 500/s at busy 0.1."""
    assert true_processing_rate(500.0, 0.1) == pytest.approx(5000.0)


def test_a_source_held_back_all_the_time_shows_nothing() -> None:
    """Case 9."""
    assert isinstance(observed_true_processing_rate(100.0, 1.0, 10_000.0), Unknown)


def test_a_source_without_lag_shows_nothing() -> None:
    """It may wait for input, not for room."""
    assert isinstance(observed_true_processing_rate(100.0, 0.5, 100.0), Unknown)


def test_a_source_shows_its_rate_in_the_time_it_is_not_held_back() -> None:
    """Case 10."""
    assert observed_true_processing_rate(250.0, 0.75, 1e6) == 1000.0


def test_the_observed_rate_wins_when_busy_time_promises_much_more() -> None:
    """Case 11: 35/s at busy 0.1 promise 350; 200 were seen."""
    assert source_true_processing_rate(true_processing_rate(35.0, 0.1), 200.0) == 200.0


def test_the_busy_time_wins_when_both_nearly_agree() -> None:
    """Within 15 % the better measured one stays."""
    assert source_true_processing_rate(220.0, 200.0) == 220.0


@settings(deadline=None)  # a busy machine is no failure
@given(measures, measures, measures)
def test_a_rate_is_never_negative_or_nan(first: float, last: float, milliseconds: float) -> None:
    """Whatever the counters say."""
    found = rate(first, last, milliseconds)
    assert not is_known(found) or found >= 0


@settings(deadline=None)  # a busy machine is no failure
@given(measures, st.one_of(st.floats(min_value=0, max_value=1), st.builds(Unknown, st.text())))
def test_a_capacity_is_never_below_the_rate(records: float, busy: float) -> None:
    """An operator could do at least what it does."""
    found = true_processing_rate(records, busy)
    assert not is_known(found) or not is_known(records) or found >= records
