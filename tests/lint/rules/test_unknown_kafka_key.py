"""Keys that no Kafka client knows."""

import pytest

from tests.lint.lint_builder import faults, program, told

RULE = "unknown_kafka_key"


@pytest.mark.parametrize("key", ["schema.registry.url", "value.deserializer.specific.avro", "my.interceptor.level"])
def test_java_hands_on_what_it_does_not_know(key):
    """To serializers, interceptors, registries."""
    assert told(RULE, f"bootstrap.servers=k\ngroup.id=g\n{key}=x\n", "consumer.properties") == []


def test_settings_of_either_client_are_known():
    """Another rule says whose they are."""
    text = "bootstrap.servers=k\nmax.poll.records=1\nfetch.wait.max.ms=1\n"
    assert told(RULE, text, "consumer.properties") == []


def test_a_misspelt_key_gets_the_nearest():
    """For both clients."""
    (fault,) = faults(RULE, "bootstrap.servers=k\ngroup.id=g\nsesion.timeout.ms=1\n", "consumer.properties")
    assert (fault.place.line, fault.instead) == (3, "session.timeout.ms (is this what was meant?)")


def test_librdkafka_refuses_any_other():
    """It does not start."""
    assert told(RULE, program('    "group.id": "g",\n    "my.own.thing": 1,\n'), "p.py") == [(5, "my.own.thing")]


def test_a_byte_order_mark_hides_the_first_key():
    """Java takes it for a letter."""
    (fault,) = faults(RULE, "\ufeffbootstrap.servers=k\ngroup.id=g\n", "consumer.properties")
    assert (fault.place.line, fault.key) == (1, "bootstrap.servers")
    assert "byte order mark" in fault.message
