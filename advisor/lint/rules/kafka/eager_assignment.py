"""An eager way to share partitions out: at each rebalance all consumers of the group stop.

With cooperative-sticky only the partitions that move stop. Java's consumers get there in two rolling restarts;
librdkafka takes no list that mixes the two, and a group of its consumers is stopped as a whole for the change.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault, Severity
from advisor.lint.subjects import KafkaClient

SEVERITY = "warning"
SOURCE = "https://kafka.apache.org/documentation/#consumerconfigs_partition.assignment.strategy"
_KEY = "partition.assignment.strategy"
_JAVAS = "org.apache.kafka.clients.consumer."
_EAGER = {"range", "roundrobin", "sticky"}
_COOPERATIVE = "cooperative-sticky"


def check(kafka: KafkaClient, _context: Context) -> Iterator[Fault]:
    """Silent where the setting is not there, where Java's list holds a cooperative one (a group on its way from one to
    the other needs both), on assignors of the user's own, with a group.protocol other than classic
    (classic_setting_with_consumer_protocol), and inside Flink. `range` alone is told as info: joins of topics with
    equal partitions need it."""
    setting = kafka.first(_KEY)
    text = setting.text() if setting else None
    if setting is None or text is None or kafka.in_flink or kafka.protocol != "classic":
        return
    named = {_short(each.strip()) for each in text.split(",") if each.strip()}
    librdkafka = kafka.client == "librdkafka"
    if librdkafka and _COOPERATIVE in named and named & _EAGER:
        yield Fault(
            setting.place,
            _KEY,
            "librdkafka mixes no eager and cooperative assignors: it refuses to start",
            f"{_COOPERATIVE} alone, after the whole group was stopped",
            "critical",
        )
    elif named and named <= _EAGER:
        instead = (
            f"{_COOPERATIVE}, after the whole group was stopped: librdkafka cannot change in rolling restarts"
            if librdkafka
            else f"{_JAVAS}CooperativeStickyAssignor, in two rolling restarts: first beside the old one, then alone"
        )
        severity: Severity | None = "info" if named == {"range"} else None
        yield Fault(setting.place, _KEY, "at each rebalance the whole group stops", instead, severity)


def _short(assignor: str) -> str:
    """`roundrobin` of org.apache.kafka.clients.consumer.RoundRobinAssignor; other people's keep their names."""
    own = assignor.startswith(_JAVAS)
    return assignor.removeprefix(_JAVAS).removesuffix("Assignor").lower() if own else assignor
