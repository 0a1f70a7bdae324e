"""The consumer group's offsets can be read.

Asked by a client that joins nothing. It fails without the right to the group, and where the brokers advertise an
address that cannot be reached from here.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok
from advisor.doctor.seen import Kafka
from advisor.profile.schema import Profile


def check(profile: Profile, kafka: Kafka) -> Iterator[Said]:
    group = profile.kafka.group_id
    if kafka.group is None:
        yield ok(f"the offsets of {group} can be read")
    else:
        yield failed(
            f"the offsets of {group} cannot be read: {kafka.group}",
            "allow the user to read the group, and see which address the brokers advertise (advertised.listeners)",
        )
