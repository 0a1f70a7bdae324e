"""An eager way to share partitions out: at each rebalance all consumers of the group stop.

With cooperative-sticky only the partitions that move stop.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import KafkaClient

SEVERITY = "warning"
SOURCE = "https://kafka.apache.org/documentation/#consumerconfigs_partition.assignment.strategy"
_KEY = "partition.assignment.strategy"
_EAGER = {"range", "roundrobin", "sticky"}


def check(kafka: KafkaClient, _context: Context) -> Iterator[Fault]:
    """Silent where the setting is not there, where the list holds a cooperative one (a group on its way from one to the
    other needs both), on assignors of the user's own, with group.protocol=consumer, which does not use it, and inside
    Flink. `range` alone is told as info: joins of topics with equal partitions need it."""
    setting, protocol = kafka.first(_KEY), kafka.first("group.protocol")
    text = setting.text() if setting else None
    if setting is None or text is None or kafka.in_flink or (protocol and (protocol.text() or "").lower() != "classic"):
        return
    named = {_short(each) for each in text.split(",") if each.strip()}
    if not named or not named <= _EAGER:
        return
    cooperative = (
        "cooperative-sticky"
        if kafka.client == "librdkafka"
        else "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"
    )
    yield Fault(
        setting.place,
        _KEY,
        "at each rebalance the whole group stops",
        f"{cooperative}, in two rolling restarts: first beside the old one (Java only), then alone",
        "info" if named == {"range"} else None,
    )


def _short(assignor: str) -> str:
    """`roundrobin` of org.apache.kafka.clients.consumer.RoundRobinAssignor."""
    return assignor.strip().rpartition(".")[2].removesuffix("Assignor").lower()
