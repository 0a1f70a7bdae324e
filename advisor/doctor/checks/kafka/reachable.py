"""A broker answers at `kafka.bootstrap_servers`.

Asked with librdkafka, in plain text. Where `kafka.consumer` asks for TLS or a login, this and what follows is skipped.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok, skipped
from advisor.doctor.seen import Kafka, NotAsked
from advisor.model.unknown import Unknown
from advisor.profile.schema import Profile


def check(kafka: Kafka | Unknown, profile: Profile) -> Iterator[Said]:
    if isinstance(kafka, NotAsked):
        yield skipped(kafka.reason)
    elif isinstance(kafka, Unknown):
        yield failed(kafka.reason, "start Kafka, or correct kafka.bootstrap_servers")
    else:
        brokers = "1 broker" if kafka.brokers == 1 else f"{kafka.brokers} brokers"
        yield ok(f"{brokers}, asked at {profile.kafka.bootstrap_servers}")
