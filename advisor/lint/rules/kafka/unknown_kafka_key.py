"""A key that neither Kafka client knows. librdkafka refuses to start with it; Java ignores it with a warning."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.known import nearest
from advisor.lint.known.kafka import is_of_python, is_open, listed_keys, settings_of
from advisor.lint.subjects import KafkaClient
from advisor.lint.thresholds import SIMILAR

SEVERITY = "warning"
SOURCE = "https://kafka.apache.org/documentation/#configuration"
THRESHOLDS = (SIMILAR,)


def check(kafka: KafkaClient, _context: Context) -> Iterator[Fault]:
    """Silent on what serializers, schema registries and interceptors read. For Java, which hands its settings on to
    those, a key is only told where it is a misspelt one; for librdkafka always."""
    names = settings_of(kafka.client) if kafka.client else listed_keys()
    for key, setting in kafka.settings.items():
        if key in listed_keys() or is_open(key) or is_of_python(key):
            continue
        meant = nearest(key, names)
        if meant:
            yield Fault(setting.place, key, "no Kafka client knows this key", f"{meant} (is this what was meant?)")
        elif kafka.client == "librdkafka":
            yield Fault(setting.place, key, "librdkafka knows no such key, and refuses to start", "leave it out")
