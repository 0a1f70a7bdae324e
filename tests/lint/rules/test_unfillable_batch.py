"""Batches that cannot fill: first those that can."""

import pytest

RULE = "unfillable_batch"
SINK = "operators:\n  jdbc_sink: {{batch_size: {}, batch_interval_ms: {}, parallelism: 2}}\n"


@pytest.mark.parametrize(("size", "interval"), [(5000, 200), (500, 50), (20_000, 200), (100_000, 0)])
def test_a_size_that_may_fill_is_fine(in_profile, size, interval):
    """Without an interval the bundle ends it, after a second."""
    assert in_profile(RULE, SINK.format(size, interval)) == []


def test_at_a_known_rate_it_must_fill_at_that(in_profile):
    """50,000 a second over two subtasks are 5,000 in 200 ms."""
    assert in_profile(RULE, SINK.format(5000, 200), records_per_second=50_000) == []
    (fault,) = in_profile(RULE, SINK.format(5000, 200), records_per_second=10_000)
    assert (fault.place.line, fault.key) == (3, "operators.jdbc_sink.batch_size")
    assert fault.message == "within 200 ms a subtask gathers 1,000 rows at most, at 5,000 a second"
    assert fault.instead == "at most 1,000, or a longer interval"


def test_more_than_anybody_ever_wrote_never_fills(in_profile):
    """Whatever the rate is."""
    (fault,) = in_profile(RULE, SINK.format(50_000, 200))
    assert fault.message == "within 200 ms a subtask gathers 20,000 rows at most, at 100,000 a second"


def test_a_checkpoint_ends_a_batch_as_well(in_profile):
    """Every 100 ms, before the interval."""
    text = SINK.format(50_000, 1000) + "flink: {execution.checkpointing.interval: 100 ms}\n"
    (fault,) = in_profile(RULE, text)
    assert fault.message.startswith("within 100 ms")
