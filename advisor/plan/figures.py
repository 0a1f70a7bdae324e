"""Numbers as a plan gives them."""

from __future__ import annotations

import math


def rounded(rate: float) -> float:
    """Three significant figures: more would be a lie."""
    if rate <= 0 or math.isinf(rate):
        return rate
    return round(rate, 2 - math.floor(math.log10(rate)))
