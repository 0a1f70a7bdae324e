"""Enrichments for the template, `dict -> dict` as a user writes them, each with a planted cost."""

from __future__ import annotations

from typing import Any

from jobs.examples.orders import enrich
from lab.scenarios.planted.costs import compute, wait

COMPUTES_MS = 0.5
WAITS_MS = 2.0


def computing(order: dict[str, Any]) -> dict[str, Any]:
    """The example's enrichment after half a millisecond of CPU."""
    compute(COMPUTES_MS)
    return enrich(order)


def waiting(order: dict[str, Any]) -> dict[str, Any]:
    """The example's enrichment after a lookup of two milliseconds elsewhere."""
    wait(WAITS_MS)
    return enrich(order)
