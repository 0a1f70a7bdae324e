"""Batch size and interval from what a flush costs: a fixed part (round trip, commit) and a part for each row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

# What a row of a large upsert costs Postgres and its client together: `make bench` measures 0.010-0.015 ms. One
# observed batch size cannot tell the two parts of the cost apart: a promise goes by more than that, and must hold;
# the size goes by the least, so that the batch is large enough even then.
ROW_MS = 0.02
LEAST_ROW_MS = 0.01
# A batch this close to the best possible rate is good enough; larger ones only cost latency and memory. One step of
# advice shall reach 90 % of what brute force finds, and the batch is only one of the things that it chooses.
GOOD_ENOUGH = 0.97
# Waiting for a batch may take this share of the end-to-end latency budget.
LATENCY_SHARE = 0.1
# Batches must differ by this factor for the two parts of their cost to be told apart.
SPREAD_TO_FIT = 2.0


@dataclass(frozen=True)
class FlushCost:
    """Milliseconds of one flush of n rows: `fixed_ms + n * row_ms`; `fitted` when both were measured."""

    fixed_ms: float
    row_ms: float
    fitted: bool = False

    def rows_per_second(self, batch_size: int) -> float:
        """What one subtask does that flushes all the time."""
        return 1000.0 * batch_size / (self.fixed_ms + batch_size * self.row_ms)


def flush_cost(rows_per_flush: float, ms_per_flush: float) -> FlushCost:
    """The cost model from one observed point, with the assumed ROW_MS as the part of each row."""
    row_ms = min(ROW_MS, ms_per_flush / rows_per_flush)
    return FlushCost(ms_per_flush - row_ms * rows_per_flush, row_ms)


def fit_flush_cost(points: Sequence[tuple[float, float]]) -> FlushCost | None:
    """The cost model through several observed points (rows a flush, ms a flush), by least squares.

    None when the data do not allow it: too few points, batches that hardly differ, or a line that makes no sense.
    """
    if len(points) < 2 or max(rows for rows, _ in points) < SPREAD_TO_FIT * min(rows for rows, _ in points):
        return None
    mean_rows, mean_ms = fmean(rows for rows, _ in points), fmean(ms for _, ms in points)
    spread = sum((rows - mean_rows) ** 2 for rows, _ in points)
    row_ms = sum((rows - mean_rows) * (ms - mean_ms) for rows, ms in points) / spread
    fixed_ms = mean_ms - row_ms * mean_rows
    return FlushCost(fixed_ms, row_ms, fitted=True) if row_ms > 0 and fixed_ms >= 0 else None


def plan_interval_ms(latency_budget_ms: int) -> int:
    """How long rows may wait for their batch, at least 1 ms."""
    return max(1, round(latency_budget_ms * LATENCY_SHARE))


def plan_batch_size(cost: FlushCost, arriving_per_second: float, interval_ms: int) -> int:
    """The smallest round batch size with nearly the best rate that the sink can reach.

    Never more rows than arrive at one subtask within the interval: such a batch would never fill.
    """
    row_ms = cost.row_ms if cost.fitted else min(cost.row_ms, LEAST_ROW_MS)
    # n rows reach the share g of the best rate, 1 / row_ms, when n = g / (1 - g) * fixed_ms / row_ms.
    rows = GOOD_ENOUGH / (1 - GOOD_ENOUGH) * cost.fixed_ms / row_ms
    gathered = int(arriving_per_second * interval_ms / 1000.0)
    return max(1, min(_round_up(rows), _round_down(gathered)))


def _round_up(rows: float) -> int:
    """To 1, 2 or 5 times a power of ten: a size people recognise."""
    power = int(10 ** math.floor(math.log10(max(rows, 1.0))))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rows - 1e-9)


def _round_down(rows: int) -> int:
    """To one digit and zeros: what arrives is not known more exactly."""
    power = int(10 ** math.floor(math.log10(max(rows, 1))))
    return rows // power * power
