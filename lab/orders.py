"""Orders for demos, tests and benchmarks: the same seed gives the same bytes.

Good orders come with repeated keys and several versions of a key, some of them late; bad ones in every way
that the job promises to survive.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import NamedTuple

FIRST_EVENT_MS = 1_760_000_000_000
CURRENCIES = ("EUR", "USD", "GBP", "JPY")
STATUSES = ("placed", "paid", "shipped", "returned")


class Message(NamedTuple):
    key: bytes
    value: bytes


class BadMessage(NamedTuple):
    """A message that cannot become a row, and the reason that its dead letter must carry."""

    value: bytes
    reason: str


def good_orders(count: int, *, keys: int, seed: int = 1, first_event_ms: int = FIRST_EVENT_MS) -> Iterator[Message]:
    """`count` orders over `keys` order ids; one in ten carries an event time from before the order sent last."""
    rng = random.Random(seed)
    for n in range(count):
        order_id = f"o-{rng.randrange(keys):08d}"
        late_ms = rng.randrange(60_000) if rng.random() < 0.1 else 0
        order = {
            "order_id": order_id,
            "customer_id": f"c-{rng.randrange(10_000):05d}",
            "amount": rng.randrange(100, 500_000) / 100,
            "currency": rng.choice(CURRENCIES),
            "status": rng.choice(STATUSES),
            "event_timestamp": first_event_ms + n - late_ms,
        }
        yield Message(order_id.encode(), json.dumps(order, separators=(",", ":")).encode())


def _order(**changes: object) -> dict[str, object]:
    order = {
        "order_id": "bad",
        "customer_id": "c-00001",
        "amount": 10.5,
        "currency": "EUR",
        "status": "paid",
        "event_timestamp": FIRST_EVENT_MS,
    }
    return {**order, **changes}


def _without(field: str) -> dict[str, object]:
    return {name: value for name, value in _order().items() if name != field}


def bad_kinds() -> list[BadMessage]:
    """One message of every kind."""

    def encoded(order: object, reason: str) -> BadMessage:
        return BadMessage(json.dumps(order).encode(), reason)

    return [
        BadMessage(b'{"order_id": "bad", oops', "not_json"),
        BadMessage(b"", "not_json"),
        BadMessage(b'{"order_id": "\xff\xfe"}', "not_utf8"),
        encoded(["an", "array"], "not_an_object"),
        encoded(_without("customer_id"), "missing_field"),
        encoded(_order(order_id=None), "missing_field"),
        encoded(_order(status=7), "wrong_type"),
        encoded(_order(currency="XXX"), "unknown_currency"),
        encoded(_order(amount="ten"), "enrichment_failed"),
        encoded(_order(customer_id="a\x00b"), "nul_in_text"),
        encoded(_order(amount=1e11), "out_of_range"),
        encoded(_order(status="a status that no column holds"), "too_long"),
    ]


def bad_orders(count: int) -> Iterator[BadMessage]:
    """`count` bad messages, the kinds in turn."""
    kinds = bad_kinds()
    for n in range(count):
        yield kinds[n % len(kinds)]
