"""Consumer settings that Flink's source does not use."""

import pytest

from tests.lint.lint_builder import told

RULE = "ignored_by_kafka_source"


@pytest.mark.parametrize(
    "key", ["max.poll.records", "fetch.min.bytes", "client.id.prefix", "security.protocol", "request.timeout.ms"]
)
def test_what_it_does_use_is_fine(in_profile, key):
    """It polls and fetches like anybody."""
    assert in_profile(RULE, f'kafka: {{consumer: {{"{key}": 1}}}}\n') == []


def test_a_consumer_outside_of_flink_is_in_a_group():
    """There they count."""
    assert told(RULE, "group.id=g\nsession.timeout.ms=45000\n", "consumer.properties") == []


@pytest.mark.parametrize("key", ["session.timeout.ms", "max.poll.interval.ms", "partition.assignment.strategy"])
def test_settings_of_a_group_have_no_effect(in_profile, key):
    """The source assigns partitions itself; the rules on groups are silent there."""
    text = f'kafka:\n  consumer:\n    "{key}": 1000000\n'
    (fault,) = in_profile(RULE, text)
    assert (fault.place.line, fault.key) == (4, key)
    for other in ("short_session_timeout", "max_poll_interval_raised", "eager_assignment"):
        assert in_profile(other, text) == []


def test_the_start_is_the_jobs_to_say(in_profile):
    """kafka.start_from."""
    (fault,) = in_profile(RULE, 'kafka: {consumer: {"auto.offset.reset": latest}}\n')
    assert "kafka.start_from" in fault.instead
