"""max.poll.interval.ms over the default."""

import pytest

from tests.lint.lint_builder import faults, program, told

RULE = "max_poll_interval_raised"


@pytest.mark.parametrize("value", ["300000", "60000", "${INTERVAL}", "never"])
def test_up_to_the_default_is_fine(value):
    """And what is not known, or no number."""
    assert told(RULE, f"group.id=g\nmax.poll.interval.ms={value}\n", "consumer.properties") == []


def test_smaller_batches_come_first():
    """Java's max.poll.records below its default: that was done."""
    text = "group.id=g\nmax.poll.records=50\nmax.poll.interval.ms=600000\n"
    assert told(RULE, text, "consumer.properties") == []


def test_raised_alone_it_hides_slow_batches():
    """Failures are noticed later."""
    (fault,) = faults(RULE, "group.id=g\nmax.poll.records=500\nmax.poll.interval.ms=600000\n", "consumer.properties")
    assert (fault.place.line, fault.key) == (3, "max.poll.interval.ms")
    assert "max.poll.records" in fault.instead


def test_librdkafka_gathers_batches_in_consume():
    """It has no max.poll.records to make smaller."""
    conf = '    "group.id": "g",\n    "max.poll.records": 1,\n    "max.poll.interval.ms": 10 * 60 * 1000,\n'
    (fault,) = faults(RULE, program(conf), "p.py")
    assert (fault.place.line, "consume()" in fault.instead) == (6, True)
