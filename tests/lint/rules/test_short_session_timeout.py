"""session.timeout.ms too short."""

import pytest

from tests.lint.lint_builder import faults, program, told

RULE = "short_session_timeout"


@pytest.mark.parametrize("value", [6000, 10000, 45000])
def test_what_the_broker_takes_is_fine_unless_a_pause_is_known(value):
    """10 s was the default for years."""
    assert told(RULE, f"group.id=g\nsession.timeout.ms={value}\n", "consumer.properties") == []


def test_a_pause_below_it_is_survived():
    """Heartbeats go on in time."""
    text = "group.id=g\nsession.timeout.ms=45000\n"
    assert told(RULE, text, "consumer.properties", gc_pause_ms=8000) == []


@pytest.mark.parametrize("protocol", ["consumer", "${PROTOCOL}"])
def test_the_new_protocol_leaves_it_to_the_broker(protocol):
    """KIP-848: the client may not set it at all."""
    text = f"group.id=g\ngroup.protocol={protocol}\nsession.timeout.ms=3000\n"
    assert told(RULE, text, "consumer.properties") == []


def test_librdkafka_has_no_garbage_collection():
    """Its heartbeats come from a thread of C."""
    conf = '    "group.id": "g",\n    "session.timeout.ms": 10000,\n'
    assert told(RULE, program(conf), "p.py", gc_pause_ms=12000) == []


def test_a_longer_pause_makes_the_group_rebalance():
    """Though nobody failed."""
    (fault,) = faults(RULE, "group.id=g\nsession.timeout.ms=10000\n", "consumer.properties", gc_pause_ms=12000)
    assert fault.message == "10,000 ms are no longer than the longest garbage collection (12,000 ms)"


def test_brokers_refuse_less_than_their_minimum():
    """6 s, unless somebody changed it; for both clients."""
    assert told(RULE, "group.id=g\nsession.timeout.ms=3000\n", "consumer.properties") == [(2, "session.timeout.ms")]
    conf = '    "group.id": "g",\n    "session.timeout.ms": 3000,\n'
    assert told(RULE, program(conf), "p.py") == [(5, "session.timeout.ms")]
