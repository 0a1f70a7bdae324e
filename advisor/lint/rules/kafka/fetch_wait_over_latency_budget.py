"""A broker that may hold records back for longer than the latency budget, until fetch.min.bytes have gathered."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import KafkaClient

NEEDS = "latency_budget_ms"
SEVERITY = "warning"
SOURCE = "https://kafka.apache.org/documentation/#consumerconfigs_fetch.max.wait.ms"
_DEFAULT_MS = 500


def check(kafka: KafkaClient, context: Context) -> Iterator[Fault]:
    """Silent without a budget (`--latency-budget-ms`, or limits.latency_budget_ms of the profile), and with
    fetch.min.bytes of 1, the default: the broker answers as soon as there is a record then."""
    least = kafka.first("fetch.min.bytes")
    bytes_wanted = least.number() if least else None
    if context.latency_budget_ms is None or least is None or bytes_wanted is None or bytes_wanted <= 1:
        return
    wait = kafka.first("fetch.wait.max.ms", "fetch.max.wait.ms")
    waited = wait.number() if wait else _DEFAULT_MS
    if waited is None or waited <= context.latency_budget_ms:
        return
    at = wait or least
    yield Fault(
        at.place,
        at.key,
        f"a record may wait {waited:,.0f} ms for others, the budget is {context.latency_budget_ms:,.0f} ms",
        f"at most {context.latency_budget_ms / 2:,.0f} ms, or fetch.min.bytes: 1",
    )
