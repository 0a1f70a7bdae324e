"""A consumer setting that Flink's KafkaSource overrides, or has no use for.

The source assigns partitions itself: it is in no group, sends no heartbeats, and nobody can take its partitions away.
Where it starts is the job's to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import KafkaClient

SEVERITY = "warning"
SOURCE = "https://nightlies.apache.org/flink/flink-docs-stable/docs/connectors/datastream/kafka/#additional-properties"
_GROUP = (
    "partition.assignment.strategy",
    "session.timeout.ms",
    "heartbeat.interval.ms",
    "max.poll.interval.ms",
    "group.instance.id",
    "group.protocol",
    "group.remote.assignor",
)
_OVERRIDDEN = {"auto.offset.reset": "where the job starts to read (in a profile: kafka.start_from)"}


def check(kafka: KafkaClient, _context: Context) -> Iterator[Fault]:
    """Silent outside of Flink, and on producers."""
    if not kafka.in_flink or kafka.role != "consumer":
        return
    for key, setting in kafka.settings.items():
        if key in _GROUP:
            yield Fault(setting.place, key, "Flink's KafkaSource is in no group: it has no effect", "leave it out")
        elif key in _OVERRIDDEN:
            yield Fault(setting.place, key, "Flink's KafkaSource overrides it", _OVERRIDDEN[key])
