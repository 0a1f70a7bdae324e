"""A value that may be missing, and then says why: never NaN, zero or "OK" in its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeGuard


@dataclass(frozen=True)
class Unknown:
    """Stands where a number would stand; `reason` is part of a sentence: "busy time is not reported"."""

    reason: str


Measure = float | Unknown


def is_known(value: Measure) -> TypeGuard[float]:
    """Whether there is a number."""
    return not isinstance(value, Unknown)


def known_or(value: Measure, default: float) -> float:
    """The number, or `default`: only where the default cannot be mistaken for a measurement."""
    return value if is_known(value) else default


def total(values: Iterable[Measure]) -> Measure:
    """The sum; unknown as soon as one part is, with that part's reason."""
    result = 0.0
    for value in values:
        if isinstance(value, Unknown):  # is_known() would cost a call for each of a million figures
            return value
        result += value
    return result
