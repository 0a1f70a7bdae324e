"""The rate model of DS2 (OSDI'18) in the terms of Flink's autoscaler: pure functions; any number may be unknown."""

from __future__ import annotations

import math

from advisor.model.unknown import Measure, Unknown, is_known

# Flink's autoscaler trusts a source's observed rate only while it has this much work waiting
# (job.autoscaler.observed-true-processing-rate.lag-threshold).
LAG_FOR_OBSERVED_RATE_SECONDS = 30.0
# ... and prefers it when the busy-time estimate is this much above it (...true-processing-rate.switch-threshold).
OBSERVED_RATE_SWITCH = 0.15


def rate(first: Measure, last: Measure, milliseconds: Measure) -> Measure:
    """Records per second between two counter values. A counter that went backwards was reset: unknown."""
    if isinstance(first, Unknown):
        return first
    if isinstance(last, Unknown):
        return last
    if isinstance(milliseconds, Unknown):
        return milliseconds
    if milliseconds <= 0:
        return Unknown("no time passed between the two observations")
    if last < first:
        return Unknown("a counter went backwards: the task was restarted")
    return 1000.0 * (last - first) / milliseconds


def true_processing_rate(records_in_per_second: Measure, busy_ratio: Measure) -> Measure:
    """Records per second that an operator could take if it were never idle or backpressured.

    No records in, or no time spent on them: unbounded (infinite), as nothing says what it could do.
    """
    if not is_known(busy_ratio):
        return busy_ratio
    if not is_known(records_in_per_second):
        return records_in_per_second
    if records_in_per_second <= 0 or busy_ratio <= 0:
        return math.inf
    return records_in_per_second / busy_ratio


def observed_true_processing_rate(
    records_per_second: Measure, backpressured_ratio: Measure, lag_records: Measure
) -> Measure:
    """What a source does in the time that it is not held back; known only while enough work waits for it."""
    if not is_known(records_per_second):
        return records_per_second
    if not is_known(backpressured_ratio):
        return backpressured_ratio
    if not is_known(lag_records):
        return lag_records
    if lag_records <= 0 or lag_records < LAG_FOR_OBSERVED_RATE_SECONDS * records_per_second:
        return Unknown("too little waits in the topic for the source to show what it could do")
    if backpressured_ratio >= 1:
        return Unknown("the source is held back all the time")
    return records_per_second / (1 - backpressured_ratio)


def source_true_processing_rate(from_busy_time: Measure, observed: Measure) -> Measure:
    """The observed rate where the estimate from busy time is missing or clearly above it."""
    if not is_known(observed):
        return from_busy_time
    if not is_known(from_busy_time) or from_busy_time > observed * (1 + OBSERVED_RATE_SWITCH):
        return observed
    return from_busy_time


def edge_ratio(carried_per_second: Measure, upstream_in_per_second: Measure) -> float:
    """Records that an edge carries for each one that its upstream takes in; 0 when that is nothing or not known."""
    if not is_known(upstream_in_per_second) or upstream_in_per_second <= 0:
        return 0.0
    return carried_per_second / upstream_in_per_second if is_known(carried_per_second) else 0.0
