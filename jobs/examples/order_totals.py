"""The example of windows: how many orders each customer made in each minute, and their value in euros.

Three plain functions, named in the profile. `measure` makes a total of one record; `combine` makes one of two totals
of the same customer and minute. Totals are combined wherever they meet, so that few of them travel: it must not
matter which comes first or how they were grouped, hence whole cents. `result` makes the row; the fields of the key
come by themselves.
"""

from __future__ import annotations

from typing import Any

from jobs.examples.orders import enrich
from jobs.operators.windows import Span


def measure(order: dict[str, Any]) -> dict[str, Any]:
    cents = round(enrich(order)["amount_eur"] * 100)
    return {"customer_id": order["customer_id"], "orders": 1, "cents": cents, "largest_cents": cents}


def combine(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {
        "orders": one["orders"] + other["orders"],
        "cents": one["cents"] + other["cents"],
        "largest_cents": max(one["largest_cents"], other["largest_cents"]),
    }


def result(total: dict[str, Any], window: Span) -> dict[str, Any]:
    return {
        "window_start": window.start,
        "window_end": window.end,
        "orders": total["orders"],
        "amount_eur": total["cents"] / 100,
        "largest_eur": total["largest_cents"] / 100,
    }
