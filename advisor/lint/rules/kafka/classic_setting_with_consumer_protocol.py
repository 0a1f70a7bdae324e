"""A setting of the classic group protocol beside group.protocol=consumer.

The broker assigns partitions and sets the timeouts then. Java's client and librdkafka refuse to start with one of
their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import KafkaClient

SEVERITY = "critical"
SOURCE = "https://cwiki.apache.org/confluence/display/KAFKA/KIP-848%3A+The+Next+Generation+of+the+Consumer+Rebalance+Protocol"
_INSTEAD = {
    "partition.assignment.strategy": "group.remote.assignor: uniform or range, or leave it out",
    "session.timeout.ms": "leave it out; the broker has group.consumer.session.timeout.ms",
    "heartbeat.interval.ms": "leave it out; the broker has group.consumer.heartbeat.interval.ms",
}


def check(kafka: KafkaClient, _context: Context) -> Iterator[Fault]:
    """Silent where group.protocol is not set, or classic, and inside Flink, where all of them are of no use
    (ignored_by_kafka_source)."""
    if kafka.protocol != "consumer" or kafka.in_flink:
        return
    for key, instead in _INSTEAD.items():
        setting = kafka.first(key)
        if setting is not None:
            message = "cannot be set beside group.protocol=consumer: the client refuses to start"
            yield Fault(setting.place, key, message, instead)
