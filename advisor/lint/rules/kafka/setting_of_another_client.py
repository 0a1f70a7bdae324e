"""A setting of Java's client given to librdkafka (confluent-kafka), or the other way round.

Older librdkafka refuse to start with one of Java's; 2.16 accepts max.poll.records in silence, because share consumers
have it, and does nothing with it. Java warns in its log and does nothing, either.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.known.kafka import CLIENTS, INSTEAD, is_of_python, is_open, settings_of, share_settings
from advisor.lint.subjects import KafkaClient

SEVERITY = "warning"
SOURCE = "https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md"
_NAMES = {"java": "Java's client", "librdkafka": "librdkafka"}


def check(kafka: KafkaClient, _context: Context) -> Iterator[Fault]:
    """Silent where nothing tells which client the settings are for (`--client` does), on what both know, and on share
    consumers."""
    if kafka.client is None:
        return
    own = settings_of(kafka.client) | (share_settings() if kafka.share else frozenset())
    (other,) = (each for each in CLIENTS if each != kafka.client)
    for key, setting in kafka.settings.items():
        if key in own or is_open(key) or (kafka.client == "librdkafka" and is_of_python(key)):
            continue
        if key in settings_of(other):
            yield Fault(
                setting.place,
                key,
                f"is a setting of {_NAMES[other]}; {_NAMES[kafka.client]} has none of that name",
                INSTEAD[kafka.client].get(key, "leave it out"),
            )
