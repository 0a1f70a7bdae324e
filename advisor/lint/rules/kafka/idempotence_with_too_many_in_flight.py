"""An idempotent producer with more than five requests under way, or without acks from all replicas.

Both clients refuse to start. So does Java's from Kafka 4.0 on where nobody asked for idempotence, which is its default;
older ones give it up with a line in their log: retries may then write twice and out of order.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import KafkaClient
from advisor.lint.thresholds import IN_FLIGHT

SEVERITY = "critical"
SOURCE = "https://kafka.apache.org/documentation/#producerconfigs_enable.idempotence"
THRESHOLDS = (IN_FLIGHT,)


def check(kafka: KafkaClient, _context: Context) -> Iterator[Fault]:
    """Silent where idempotence is switched off, with up to five in flight and acks of all, and on a librdkafka that was
    not asked for it (it is not its default). Acks of less than all without that are a choice: Java then gives it up."""
    asked = kafka.first("enable.idempotence")
    wanted = asked.truth() if asked else None
    if wanted is False or (wanted is None and (asked is not None or kafka.client != "java" or not kafka.complete)):
        return
    in_flight = kafka.first("max.in.flight.requests.per.connection", "max.in.flight")
    count = in_flight.number() if in_flight else None
    acks = kafka.first("acks", "request.required.acks")
    if in_flight is not None and count is not None and count > IN_FLIGHT.value:
        yield Fault(
            in_flight.place,
            in_flight.key,
            f"an idempotent producer with more than {IN_FLIGHT.value:g} requests in flight refuses to start"
            + ("" if wanted else "; it is idempotent by default (before Kafka 4.0 it gave that up in silence)"),
            f"at most {IN_FLIGHT.value:g}" + ("" if wanted else ", or enable.idempotence: false"),
        )
    if acks is not None and wanted and acks.text() in ("0", "1"):
        yield Fault(acks.place, acks.key, "an idempotent producer without acks of all replicas refuses to start", "all")
