"""Batch size and interval of the sink that limits the job."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.diagnose.verdict import Verdict
from advisor.measure.vertex import VertexMeasure
from advisor.model.settings import JobSettings
from advisor.model.unknown import is_known
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
    """Larger batches for a job of `rate` records per second, when small ones are the cause; else None.

    The busy time of a flush is its cost, so waiting for the next one counts too.
    """
    batches = culprit.batches
    if verdict.cause != "small_batches" or batches is None or not is_known(culprit.busy_ratio):
        return None
    if not is_known(batches.rows_per_flush) or not is_known(batches.flushes_per_second):
        return None
    ms = 1000.0 * culprit.busy_ratio * culprit.parallelism / batches.flushes_per_second
    cost = fit_flush_cost(batches.points) or flush_cost(batches.rows_per_flush, ms)
    interval_ms = plan_interval_ms(settings.limits.latency_budget_ms)
    size = plan_batch_size(cost, rate / culprit.parallelism, interval_ms)
    now = settings.operators.get(culprit.uid)
    current = now.batch_size if now else None
    if size <= (current or batches.rows_per_flush):
        return None
    why = f"{batches.rows_per_flush:,.1f} rows a flush now, {ms:.2f} ms each: {_cost(cost)}"
    found = [_setting(culprit, "batch_size", current, size, why, "", settings)]
    current_interval = now.batch_interval_ms if now else None
    budget_ms = settings.limits.latency_budget_ms
    if not current_interval or current_interval > budget_ms * LONGEST_INTERVAL_SHARE:
        why = "rows that do not fill a batch must not wait for long"
        effect = f"a row waits {interval_ms:,} ms for its batch at most (budget {budget_ms:,} ms)"
        found.append(_setting(culprit, "batch_interval_ms", current_interval, interval_ms, why, effect, settings))
    return Batching(cost.rows_per_second(size) * culprit.parallelism, tuple(found))


def _cost(cost: FlushCost) -> str:
    if not cost.fitted:
        return "mostly fixed cost"
    return f"{cost.fixed_ms:.2f} ms a flush and {cost.row_ms:.3f} ms a row, fitted over the window"


def _setting(
    sink: VertexMeasure, key: str, current: int | None, proposed: int, why: str, effect: str, settings: JobSettings
) -> Recommendation:
    known = settings.from_profile and current is not None
    return Recommendation(
        f"{sink.uid}.{key}",
        sink.uid,
        current,
        proposed,
        why,
        effect,
        "restart_from_savepoint",
        Patch(f"operators.{sink.uid}.{key}", current, proposed) if known else None,
    )
