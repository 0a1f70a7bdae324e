"""The example's enrichment: an order in its own currency becomes a row with its value in euros.

Replace it by a function of your own (any importable module) and name it in the profile:
``enrichment.function: your_module:your_function``. It sees the decoded JSON object and returns the row,
column name -> value. It must not keep state between calls: a record can be processed again.
"""

from __future__ import annotations

from typing import Any

from jobs.rejection import Rejected

EUROS = {"EUR": 1.0, "USD": 0.92, "GBP": 1.17, "JPY": 0.0061}
LARGE_ORDER_EUROS = 1000.0


def enrich(order: dict[str, Any]) -> dict[str, Any]:
    currency = order["currency"]
    if currency not in EUROS:
        raise Rejected("unknown_currency", repr(currency))
    amount_eur = round(order["amount"] * EUROS[currency], 2)
    return {
        "order_id": order["order_id"],
        "customer_id": order["customer_id"],
        "amount": order["amount"],
        "currency": currency,
        "amount_eur": amount_eur,
        "is_large": amount_eur >= LARGE_ORDER_EUROS,
        "status": order["status"],
        "event_timestamp": order["event_timestamp"],
    }
