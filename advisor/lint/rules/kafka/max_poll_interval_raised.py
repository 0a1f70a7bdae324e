"""max.poll.interval.ms raised over its default: what is too slow stays slow, and failures are noticed later.

A consumer that needs minutes for what one poll returns loses all of it when it fails, and its partitions stand still
for as long as the interval.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import KafkaClient
from advisor.lint.thresholds import POLL_INTERVAL, POLL_RECORDS

SEVERITY = "warning"
SOURCE = "https://kafka.apache.org/documentation/#consumerconfigs_max.poll.interval.ms"
THRESHOLDS = (POLL_INTERVAL, POLL_RECORDS)
_KEY, _RECORDS = "max.poll.interval.ms", "max.poll.records"


def check(kafka: KafkaClient, _context: Context) -> Iterator[Fault]:
    """Silent up to the default, where Java's max.poll.records is below its own (the batches are smaller already), and
    inside Flink, whose source is in no group (ignored_by_kafka_source)."""
    setting = kafka.first(_KEY)
    if setting is None or kafka.in_flink:
        return
    raised, records = setting.number(), kafka.first(_RECORDS)
    fewer = records is not None and kafka.client == "java" and (records.number() or 0) < POLL_RECORDS.value
    if raised is None or raised <= POLL_INTERVAL.value or fewer:
        return
    smaller = f"a smaller {_RECORDS}" if kafka.client == "java" else "fewer messages in one consume()"
    yield Fault(
        setting.place,
        _KEY,
        f"{raised / 1000:,.0f} s between two polls hide that one batch takes too long",
        f"{smaller}, or faster work on each; {POLL_INTERVAL.value:.0f} is the default",
    )
