"""The classic protocol's settings beside the new one."""

import pytest

from tests.lint.lint_builder import faults, program, told

RULE = "classic_setting_with_consumer_protocol"
KEYS = ("partition.assignment.strategy", "session.timeout.ms", "heartbeat.interval.ms")


@pytest.mark.parametrize("protocol", ["", "group.protocol=classic\n", "group.protocol=${PROTOCOL}\n"])
def test_the_classic_protocol_has_them(protocol):
    """Which is the default of both clients; what is not known is not judged."""
    text = f"group.id=g\n{protocol}session.timeout.ms=45000\nheartbeat.interval.ms=3000\n"
    assert told(RULE, text, "consumer.properties") == []


def test_the_new_protocol_has_others():
    """The broker's assignor, and what is left of the client's."""
    text = "group.id=g\ngroup.protocol=consumer\ngroup.remote.assignor=uniform\nmax.poll.interval.ms=300000\n"
    assert told(RULE, text, "consumer.properties") == []


def test_inside_flink_none_of_them_is_of_use():
    """Another rule says so."""
    given = "{'group.protocol': 'consumer', 'session.timeout.ms': '1'}"
    assert told(RULE, f"KafkaSource.builder().set_properties({given}).build()", "job.py") == []


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("protocol", ["consumer", "CONSUMER"])
def test_each_is_refused_by_javas_client(key, protocol):
    """kafka-clients 4.3.1: "cannot be set when group.protocol="."""
    (fault,) = faults(RULE, f"group.id=g\ngroup.protocol={protocol}\n{key}=7\n", "consumer.properties")
    assert (fault.place.line, fault.key, fault.severity) == (3, key, None)


@pytest.mark.parametrize("key", KEYS)
def test_each_is_refused_by_librdkafka(key):
    """2.16: "is not supported for `group.protocol=consumer`"."""
    conf = f'    "group.id": "g",\n    "group.protocol": "consumer",\n    "{key}": 7,\n'
    assert told(RULE, program(conf), "p.py") == [(6, key)]
