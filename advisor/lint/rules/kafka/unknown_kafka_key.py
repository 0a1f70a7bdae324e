"""A key that neither Kafka client knows. librdkafka refuses to start with it; Java ignores it with a warning."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.known import nearest
from advisor.lint.known.kafka import is_of_python, is_open, listed_keys, settings_of
from advisor.lint.read.properties import BYTE_ORDER_MARK
from advisor.lint.subjects import KafkaClient
from advisor.lint.thresholds import SIMILAR

SEVERITY = "warning"
SOURCE = "https://kafka.apache.org/documentation/#configuration"
THRESHOLDS = (SIMILAR,)
_MARKED = "an unseen byte order mark (BOM) before it is part of the key, so no client knows it"


def check(kafka: KafkaClient, _context: Context) -> Iterator[Fault]:
    """Silent on what serializers, schema registries and interceptors read. For Java, which hands its settings on to
    those, a key is only told where it is a misspelt one, or begins with a byte order mark; for librdkafka always."""
    names = settings_of(kafka.client) if kafka.client else listed_keys()
    for key, setting in kafka.settings.items():
        if key in listed_keys() or is_open(key) or is_of_python(key):
            continue
        if key.startswith(BYTE_ORDER_MARK):
            yield Fault(setting.place, key[1:], _MARKED, "the file saved as UTF-8 without a byte order mark")
            continue
        meant = nearest(key, names)
        if meant:
            yield Fault(setting.place, key, "no Kafka client knows this key", f"{meant} (is this what was meant?)")
        elif kafka.client == "librdkafka":
            yield Fault(setting.place, key, "librdkafka knows no such key, and refuses to start", "leave it out")
