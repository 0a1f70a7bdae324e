"""The topic for dead letters is there.

Without it the first record that cannot become a row stops the job.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok
from advisor.doctor.seen import Kafka


def check(kafka: Kafka) -> Iterator[Said]:
    topic = kafka.dead_letters
    if topic.partitions is None:
        yield failed(
            f"there is no topic {topic.name!r}, or none that may be seen",
            "create it, or correct kafka.dead_letter_topic",
        )
    else:
        yield ok(f"{topic.name}: partitions {topic.partitions}")
