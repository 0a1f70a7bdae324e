"""session.timeout.ms under what the broker allows, or under the longest garbage collection.

While Java collects garbage no heartbeat is sent; a pause longer than the timeout makes the group rebalance, though
nobody failed.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import KafkaClient
from advisor.lint.thresholds import LEAST_SESSION

NEEDS = "gc_pause_ms"
SEVERITY = "warning"
SOURCE = "https://cwiki.apache.org/confluence/display/KAFKA/KIP-735%3A+Increase+default+consumer+session+timeout"
THRESHOLDS = (LEAST_SESSION,)
_KEY = "session.timeout.ms"


def check(kafka: KafkaClient, context: Context) -> Iterator[Fault]:
    """Silent from the broker's minimum on, unless `--gc-pause-ms` names a longer pause (librdkafka has none: its
    heartbeats do not wait for the program). Silent inside Flink, whose source is in no group, and with a group.protocol
    other than classic, where it is the broker's to set (classic_setting_with_consumer_protocol)."""
    setting = kafka.first(_KEY)
    timeout = setting.number() if setting else None
    if setting is None or timeout is None or kafka.in_flink or kafka.protocol != "classic":
        return
    pause = context.gc_pause_ms if kafka.client != "librdkafka" else None
    if pause is not None and timeout <= pause:
        yield Fault(
            setting.place,
            _KEY,
            f"{timeout:,.0f} ms are no longer than the longest garbage collection ({pause:,.0f} ms)",
            f"well above {pause:,.0f}; 45000 is the default",
        )
    elif timeout < LEAST_SESSION.value:
        yield Fault(
            setting.place,
            _KEY,
            f"{timeout:,.0f} ms are under the broker's minimum, {LEAST_SESSION.value:,.0f} ms: it refuses the consumer",
            "45000, the default",
        )
