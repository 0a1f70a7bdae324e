"""Batch size and interval of the sink that limits the job."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.diagnose.verdict import Verdict
from advisor.measure.batches import BatchMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.settings import JobSettings
from advisor.model.unknown import is_known, known_or, total
from advisor.plan.batching import FlushCost, fit_flush_cost, flush_cost, plan_batch_size, plan_interval_ms
from advisor.plan.recommendation import Patch, Recommendation

# An interval that is set on purpose stays, unless it alone eats this share of the latency budget.
LONGEST_INTERVAL_SHARE = 0.5


@dataclass(frozen=True)
class Batching:
    """`capacity` is what the sink can do with the proposed batches, all its subtasks together, records per second."""

    capacity: float
    recommendations: tuple[Recommendation, ...]


def plan_batching(culprit: VertexMeasure, verdict: Verdict, rate: float, settings: JobSettings) -> Batching | None:
    """Larger batches for a job of `rate` records per second, when small ones are the cause; else None."""
    batches = culprit.batches
    if verdict.cause != "small_batches" or batches is None or not is_known(culprit.busy_ratio):
        return None
    if not is_known(batches.rows_per_flush) or not is_known(batches.flushes_per_second):
        return None
    ms, beside_ms = _times(culprit, batches)
    cost = fit_flush_cost(batches.points) or flush_cost(batches.rows_per_flush, ms)
    budget_ms = settings.limits.latency_budget_ms
    interval_ms = plan_interval_ms(budget_ms)
    size = plan_batch_size(cost, rate / culprit.parallelism, interval_ms)
    now = settings.operators.get(batches.operator)
    current = now.batch_size if now else None
    if size <= (current or batches.rows_per_flush):
        return None
    why = f"{batches.rows_per_flush:,.1f} rows a flush now, {ms:.2f} ms each: {_cost(cost)}"
    found = [_setting(batches.operator, "batch_size", current, size, why, "", settings)]
    current_interval = now.batch_interval_ms if now else None
    if not current_interval or current_interval > budget_ms * LONGEST_INTERVAL_SHARE:
        why = "rows that do not fill a batch must not wait for long"
        effect = f"a row waits {interval_ms:,} ms for its batch at most (budget {budget_ms:,} ms)"
        found.append(
            _setting(batches.operator, "batch_interval_ms", current_interval, interval_ms, why, effect, settings)
        )
    capacity = 1000.0 * culprit.parallelism / (1000.0 / cost.rows_per_second(size) + beside_ms)
    return Batching(capacity, tuple(found))


def _times(vertex: VertexMeasure, batches: BatchMeasure) -> tuple[float, float]:
    """Milliseconds of a flush, and milliseconds a row that the subtask spends beside flushes, which no batch saves.

    Alone in its vertex, a sink's busy time is all for its flushes: waiting for the next one counts, and so does the
    way to it. In a chain the others' work is beside it: their share of the stacks where that is known, else all that
    is no flush.
    """
    busy = 1000.0 * known_or(vertex.busy_ratio, 0.0) * vertex.parallelism
    flushes, rows = known_or(batches.flushes_per_second, 0.0), known_or(batches.rows_per_second, 0.0)
    share = batches.flush_share
    if not vertex.chain or not is_known(share) or not is_known(batches.ms_per_flush) or rows <= 0:
        return busy / flushes, 0.0
    others = total(each.time_ratio for each in vertex.chain if each.uid != batches.operator)
    if is_known(others):
        beside = 1000.0 * min(others, known_or(vertex.busy_ratio, 0.0)) * vertex.parallelism
        return (busy - beside) / flushes, beside / rows
    beside = 1000.0 * max(0.0, known_or(vertex.busy_ratio, 0.0) - share) * vertex.parallelism
    return batches.ms_per_flush, beside / rows


def _cost(cost: FlushCost) -> str:
    if not cost.fitted:
        return "mostly fixed cost"
    return f"{cost.fixed_ms:.2f} ms a flush and {cost.row_ms:.3f} ms a row, fitted over the window"


def _setting(
    uid: str, key: str, current: int | None, proposed: int, why: str, effect: str, settings: JobSettings
) -> Recommendation:
    known = settings.from_profile and current is not None
    return Recommendation(
        f"{uid}.{key}",
        uid,
        current,
        proposed,
        why,
        effect,
        "restart_from_savepoint",
        Patch(f"operators.{uid}.{key}", current, proposed) if known else None,
    )
