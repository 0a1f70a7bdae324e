"""The source's topic is there, with a partition for each subtask that reads it.

A subtask without a partition is idle for good.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok, warning
from advisor.doctor.seen import Kafka
from advisor.profile.schema import Profile


def check(profile: Profile, kafka: Kafka) -> Iterator[Said]:
    topic, readers = kafka.source, profile.operators.kafka_source.parallelism
    if topic.partitions is None:
        yield failed(f"there is no topic {topic.name!r}, or none that may be seen", "create it, or correct kafka.topic")
    elif topic.partitions < readers:
        yield warning(
            f"{topic.name}: partitions {topic.partitions}, subtasks {readers}: {readers - topic.partitions} idle",
            f"operators.kafka_source.parallelism: {topic.partitions}, or more partitions",
        )
    else:
        yield ok(f"{topic.name}: partitions {topic.partitions}, subtasks {readers}")
