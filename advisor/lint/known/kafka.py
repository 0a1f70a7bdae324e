"""The settings that each Kafka client knows, and what a setting of one is called in the other."""

from __future__ import annotations

from functools import cache

from advisor.lint.known import read_data
from advisor.lint.subjects import Client, Role

CLIENTS: tuple[Client, ...] = ("java", "librdkafka")
# Flink's connector takes these for itself (flink-connector-kafka, KafkaSourceOptions).
OF_FLINK = frozenset(
    ("client.id.prefix", "partition.discovery.interval.ms", "register.consumer.metrics", "commit.offsets.on.checkpoint")
)
# Serializers of both, schema registries, interceptors, and login modules have settings of their own.
_OPEN = (
    "schema.registry.",
    "value.serializer.",
    "key.serializer.",
    "value.deserializer.",
    "key.deserializer.",
    "confluent.",
    "auto.register.schemas",
    "use.latest.version",
    "specific.avro.reader",
    "basic.auth.",
)
_OF_PYTHON = frozenset(
    [
        "error_cb",
        "throttle_cb",
        "stats_cb",
        "on_delivery",
        "on_commit",
        "oauth_cb",
        "logger",
        "default.topic.config",
        "key.serializer",
        "value.serializer",
        "key.deserializer",
        "value.deserializer",
    ]
)
# What a setting of one client is in the other (Kafka: producer and consumer configs; librdkafka: CONFIGURATION.md).
INSTEAD: dict[Client, dict[str, str]] = {
    "librdkafka": {
        "max.poll.records": "the argument of Consumer.consume(num_messages=...): poll() returns one message at a time",
        "buffer.memory": "queue.buffering.max.kbytes and queue.buffering.max.messages",
        "max.block.ms": "a loop around produce(), which raises BufferError when the queue is full: poll(), try again",
        "fetch.max.wait.ms": "fetch.wait.max.ms",
        "default.api.timeout.ms": "the timeout argument of each call",
        "key.deserializer": "DeserializingConsumer, or decode in the program",
        "value.deserializer": "DeserializingConsumer, or decode in the program",
        "key.serializer": "SerializingProducer, or encode in the program",
        "value.serializer": "SerializingProducer, or encode in the program",
        "partitioner.class": "partitioner",
        "partitioner.ignore.keys": "partitioner: random",
        "receive.buffer.bytes": "socket.receive.buffer.bytes",
        "send.buffer.bytes": "socket.send.buffer.bytes",
        "max.request.size": "message.max.bytes",
        "exclude.internal.topics": "nothing: subscribe to the topics by name",
        "ssl.truststore.location": "ssl.ca.location",
        "ssl.truststore.password": "nothing: ssl.ca.location is a file of PEM certificates",
        "ssl.truststore.type": "nothing: ssl.ca.location is a file of PEM certificates",
        "sasl.jaas.config": "sasl.username and sasl.password",
    },
    "java": {
        "fetch.wait.max.ms": "fetch.max.wait.ms",
        "queue.buffering.max.kbytes": "buffer.memory",
        "queue.buffering.max.messages": "buffer.memory",
        "queue.buffering.max.ms": "linger.ms",
        "batch.num.messages": "batch.size, in bytes",
        "message.send.max.retries": "retries",
        "message.timeout.ms": "delivery.timeout.ms",
        "compression.codec": "compression.type",
        "request.required.acks": "acks",
        "metadata.broker.list": "bootstrap.servers",
        "max.in.flight": "max.in.flight.requests.per.connection",
        "fetch.message.max.bytes": "max.partition.fetch.bytes",
        "message.max.bytes": "max.request.size",
        "socket.receive.buffer.bytes": "receive.buffer.bytes",
        "socket.send.buffer.bytes": "send.buffer.bytes",
        "statistics.interval.ms": "the client's metrics (JMX)",
        "enable.auto.offset.store": "enable.auto.commit: false, and commit after the work",
        "ssl.ca.location": "ssl.truststore.location",
        "sasl.username": "sasl.jaas.config",
        "sasl.password": "sasl.jaas.config",
        "sasl.mechanisms": "sasl.mechanism",
    },
}


@cache
def settings_of(client: Client, role: Role | None = None) -> frozenset[str]:
    """Names that a client knows, in this role or in any; those for share groups are no consumer's."""
    data = read_data(f"kafka-{client}")["settings"]
    return frozenset(
        key for key, each in data.items() if "share" not in each and (role is None or role in each["roles"])
    )


@cache
def share_settings() -> frozenset[str]:
    """Names that librdkafka knows for share groups only."""
    return frozenset(key for key, each in read_data("kafka-librdkafka")["settings"].items() if "share" in each)


def is_open(key: str) -> bool:
    """A key that no list can hold."""
    return key.startswith(_OPEN) or key in OF_FLINK


def is_of_python(key: str) -> bool:
    """What confluent-kafka takes beside librdkafka's settings: callbacks, serializers."""
    return key in _OF_PYTHON


def listed_keys() -> frozenset[str]:
    """What any client knows."""
    return frozenset().union(*(settings_of(client) for client in CLIENTS), share_settings())
