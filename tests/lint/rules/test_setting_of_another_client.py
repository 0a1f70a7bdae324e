"""Settings of the other Kafka client: first what both know."""

import pytest

from tests.lint.lint_builder import faults, program, told

RULE = "setting_of_another_client"
COMMON = '    "bootstrap.servers": "k:9092",\n    "group.id": "g",\n'


def test_what_both_know_is_fine():
    """By name; aliases of librdkafka count."""
    keys = ("linger.ms", "batch.size", "compression.type", "acks", "max.in.flight.requests.per.connection", "retries")
    conf = "".join(f'    "{key}": 1,\n' for key in keys)
    assert told(RULE, program(conf, call="Producer"), "p.py") == []


def test_callbacks_and_serializers_of_python_are_its_own():
    """confluent-kafka takes them beside librdkafka's."""
    conf = COMMON + '    "error_cb": print,\n    "stats_cb": print,\n    "value.deserializer": decode,\n'
    assert told(RULE, program(conf, call="DeserializingConsumer"), "p.py") == []


def test_a_share_consumer_has_max_poll_records():
    """librdkafka 2.16: for these only."""
    conf = COMMON + '    "max.poll.records": 100,\n'
    assert told(RULE, program(conf, call="ShareConsumer"), "p.py") == []


def test_where_nothing_tells_the_client_nothing_is_said():
    """--client does."""
    text = "bootstrap.servers: k:9092\ngroup.id: g\n"
    assert told(RULE, text, "consumer.yaml") == []


@pytest.mark.parametrize(
    ("key", "call", "instead"),
    [
        ("max.poll.records", "Consumer", "num_messages"),
        ("buffer.memory", "Producer", "queue.buffering.max.kbytes"),
        ("max.block.ms", "Producer", "BufferError"),
        ("fetch.max.wait.ms", "Consumer", "fetch.wait.max.ms"),
        ("ssl.truststore.location", "Consumer", "ssl.ca.location"),
    ],
)
def test_javas_given_to_librdkafka_are_told_with_librdkafkas_own(key, call, instead):
    """Ignored in silence, or refused."""
    (fault,) = faults(RULE, program(f'{COMMON}    "{key}": 1,\n', call=call), "p.py")
    assert (fault.place.line, fault.key) == (6, key)
    assert instead in fault.instead


def test_librdkafkas_given_to_java_are_told_as_well():
    """Java warns in its log."""
    text = "bootstrap.servers=k\nkey.serializer=x\nvalue.serializer=x\nqueue.buffering.max.kbytes=1\n"
    (fault,) = faults(RULE, text, "producer.properties")
    assert (fault.place.line, fault.instead) == (4, "buffer.memory")


def test_the_option_says_whose_they_are():
    """Whatever they look like."""
    text = '{"bootstrap.servers": "k", "group.id": "g", "max.poll.records": 500}'
    assert told(RULE, text, "consumer.json") == []
    assert told(RULE, text, "consumer.json", client="librdkafka") == [(1, "max.poll.records")]
