"""Checkpoints that time out early: first the intervals that may be long."""

import pytest

from tests.lint.lint_builder import faults, told

RULE = "checkpoint_timeout_under_interval"
KEYS = "execution.checkpointing.interval: {}\nexecution.checkpointing.timeout: {}\n"


@pytest.mark.parametrize(
    ("interval", "timeout"), [("10 s", "10 min"), ("1 min", "60s"), ("60000", "1 m"), ("x", "1 s")]
)
def test_a_timeout_of_at_least_the_interval_is_fine(interval, timeout):
    """In whichever unit; what is no duration is Flink's to refuse."""
    assert told(RULE, KEYS.format(interval, timeout), "config.yaml") == []


def test_the_default_timeout_is_right_for_any_interval():
    """Ten minutes, for an hour."""
    assert told(RULE, "execution.checkpointing.interval: 1 h\n", "config.yaml") == []


def test_a_shorter_one_loses_work_that_harms_nobody():
    """At the line of the timeout."""
    (fault,) = faults(RULE, KEYS.format("2 min", "30 s"), "config.yaml")
    assert (fault.place.line, fault.message) == (2, "30 s is less than the interval of 120 s")
