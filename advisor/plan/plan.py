"""From verdict to plan: what helps the operator that limits, as far as the next limit lets it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from advisor.diagnose.lag import lag_is_current
from advisor.diagnose.verdict import Verdict
from advisor.measure.job import JobMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.settings import JobSettings, OperatorSettings
from advisor.model.thresholds import Thresholds
from advisor.model.unknown import is_known, known_or
from advisor.plan.batching import flush_cost, plan_batch_size, plan_interval_ms
from advisor.plan.parallelism import Bound, Sizing, capacity_wanted, plan_parallelism, source_target
from advisor.plan.recommendation import Patch, Plan, Recommendation

# Without any other limit in sight nobody knows how far the rest of the job carries: twice is a step one can check.
STEP_INTO_THE_UNKNOWN = 2.0
# A gain below this is within what neighbouring runs differ by: not worth a restart.
WORTH_A_CHANGE = 1.1
# An interval that is set on purpose stays, unless it alone eats this share of the latency budget.
LONGEST_INTERVAL_SHARE = 0.5


@dataclass(frozen=True)
class Ceiling:
    """What the job reaches at most once the operator that limits now no longer does; records per second."""

    rate: float
    name: str


def make_plan(job: JobMeasure, verdict: Verdict, settings: JobSettings) -> Plan:
    """The plan for this verdict; without recommendations when nothing is to be changed or nothing is known to help."""
    observed = known_or(job.throughput, 0.0) if is_known(job.throughput) else None
    if verdict.kind == "input_bound":
        return Plan(observed, observed, "the input: the job takes all that comes", ())
    if verdict.kind != "operator_bound" or verdict.vertex is None or not observed:
        return Plan(observed, None, None, ())
    culprit = job.vertex(verdict.vertex)
    ceiling = _ceiling(job, culprit, observed, settings)
    if ceiling.rate < observed * WORTH_A_CHANGE:
        return Plan(observed, observed, ceiling.name, ())
    now = settings.operators.get(culprit.uid)
    batching = _plan_batching(culprit, verdict, ceiling, settings, now)
    capacity = batching.capacity if batching else job.capacity(culprit)
    sizing = plan_parallelism(
        culprit.parallelism,
        capacity_wanted(ceiling.rate, settings.limits.target_utilization),
        capacity,
        _bounds(job, culprit, settings),
    )
    recommendations = list(batching.recommendations) if batching else []
    reached = known_or(capacity, observed)
    if isinstance(sizing, Sizing) and sizing.parallelism > culprit.parallelism:
        reached *= sizing.parallelism / culprit.parallelism
        recommendations.append(_rescale(culprit, sizing, ceiling, settings, now))
    elif recommendations:
        recommendations.append(_keep_parallelism(culprit, reached, ceiling))
    predicted = max(observed, min(reached, ceiling.rate))
    effect = f"{observed:,.0f} -> about {_round(predicted):,.0f} rec/s"
    return Plan(
        observed,
        _round(predicted) if recommendations else observed,
        _binding(culprit, reached, ceiling, sizing),
        tuple(_with_effect(each, effect) for each in recommendations),
    )


def _ceiling(job: JobMeasure, culprit: VertexMeasure, observed: float, settings: JobSettings) -> Ceiling:
    """The next slowest operator, or all that arrives when that is less."""
    found = [Ceiling(STEP_INTO_THE_UNKNOWN * observed, "twice the rate of now; nothing else in sight was measured")]
    for vertex in job.vertices:
        rate = job.capacity(vertex)
        if vertex.id != culprit.id and is_known(rate) and not math.isinf(rate):
            # An estimate below what was just seen is an estimate: the operator did at least that.
            least = max(rate, observed)
            found.append(Ceiling(least, f"{vertex.uid} ({_round(least):,.0f} rec/s)"))
    measured = found[1:] or found
    arrives = _offered(job, settings.thresholds)
    if arrives is not None:
        measured.append(Ceiling(arrives, f"the input ({arrives:,.0f} rec/s arrive)"))
    return min(measured, key=lambda ceiling: ceiling.rate)


def _offered(job: JobMeasure, thresholds: Thresholds) -> float | None:
    """Records per second that arrive; None when unknown, or when a backlog offers more than arrives."""
    offered = 0.0
    for source in job.sources:
        first, last = source.pending_records
        if not lag_is_current(source, thresholds):
            return None
        rate, seconds = source.records_in_per_second, job.window_seconds
        if not (is_known(first) and is_known(last) and is_known(rate) and is_known(seconds)) or seconds <= 0:
            return None
        if last >= thresholds.lag_worth_naming_seconds * rate:
            return None
        offered += source_target(rate, (last - first) / seconds)
    return offered or None


@dataclass(frozen=True)
class _Batching:
    capacity: float
    recommendations: tuple[Recommendation, ...]


def _plan_batching(
    culprit: VertexMeasure, verdict: Verdict, ceiling: Ceiling, settings: JobSettings, now: OperatorSettings | None
) -> _Batching | None:
    """Larger batches, when small ones are the cause. The busy time of a flush is its cost, so waiting counts too."""
    batches = culprit.batches
    if verdict.cause != "small_batches" or batches is None or not is_known(culprit.busy_ratio):
        return None
    if not is_known(batches.rows_per_flush) or not is_known(batches.flushes_per_second):
        return None
    busy_ms_per_flush = 1000.0 * culprit.busy_ratio * culprit.parallelism / batches.flushes_per_second
    cost = flush_cost(batches.rows_per_flush, busy_ms_per_flush)
    budget_ms = settings.limits.latency_budget_ms
    interval_ms = plan_interval_ms(budget_ms)
    size = plan_batch_size(cost, ceiling.rate / culprit.parallelism, interval_ms)
    current = now.batch_size if now and now.batch_size is not None else None
    if size <= (current or batches.rows_per_flush):
        return None
    because = f"{batches.rows_per_flush:,.1f} rows a flush now, {busy_ms_per_flush:.2f} ms each: mostly fixed cost"
    recommendations = [_batch_setting(culprit, "batch_size", current, size, because, "", settings)]
    current_interval = now.batch_interval_ms if now else None
    if not current_interval or current_interval > budget_ms * LONGEST_INTERVAL_SHARE:
        recommendations.append(
            _batch_setting(
                culprit,
                "batch_interval_ms",
                current_interval,
                interval_ms,
                "rows that do not fill a batch must not wait for long",
                f"a row waits {interval_ms:,} ms for its batch at most (budget {budget_ms:,} ms)",
                settings,
            )
        )
    return _Batching(cost.rows_per_second(size) * culprit.parallelism, tuple(recommendations))


def _batch_setting(
    culprit: VertexMeasure,
    key: str,
    current: int | None,
    proposed: int,
    because: str,
    effect: str,
    settings: JobSettings,
) -> Recommendation:
    return Recommendation(
        f"{culprit.uid}.{key}",
        culprit.uid,
        current,
        proposed,
        because,
        effect,
        "restart_from_savepoint",
        _patch(culprit, key, current, proposed, settings),
    )


def _rescale(
    culprit: VertexMeasure, sizing: Sizing, ceiling: Ceiling, settings: JobSettings, now: OperatorSettings | None
) -> Recommendation:
    because = f"to carry {_round(ceiling.rate):,.0f} rec/s at {settings.limits.target_utilization:.0%} utilization" + (
        f" it wants {sizing.wanted:.1f}; bounded by {sizing.bound_by}" if sizing.bound_by else ""
    )
    current = now.parallelism if now else culprit.parallelism
    return Recommendation(
        f"{culprit.uid}.parallelism",
        culprit.uid,
        current,
        sizing.parallelism,
        because,
        "",
        "rescale",
        _patch(culprit, "parallelism", now.parallelism if now else None, sizing.parallelism, settings),
    )


def _keep_parallelism(culprit: VertexMeasure, reached: float, ceiling: Ceiling) -> Recommendation:
    """The answer to the question everybody asks next: no, more subtasks will not help."""
    enough = f"enough then for {_round(reached):,.0f} rec/s; more subtasks would wait for {ceiling.name}"
    return Recommendation(
        f"{culprit.uid}.parallelism",
        culprit.uid,
        culprit.parallelism,
        culprit.parallelism,
        enough,
        enough,
        "live",
        None,
    )


def _patch(culprit: VertexMeasure, key: str, current: int | None, proposed: int, settings: JobSettings) -> Patch | None:
    if not settings.from_profile or current is None:
        return None
    return Patch(f"operators.{culprit.uid}.{key}", current, proposed)


def _bounds(job: JobMeasure, culprit: VertexMeasure, settings: JobSettings) -> list[Bound]:
    limits = settings.limits
    sample = next(each for each in job.last.vertices if each.id == culprit.id)
    bounds = [Bound("task slots", limits.slots or job.last.slots_total)]
    if sample.max_parallelism > 0:
        bounds.append(Bound("max parallelism", sample.max_parallelism))
    if culprit.batches is not None and limits.database_connections is not None:
        bounds.append(Bound("database connections", limits.database_connections))
    return [bound for bound in bounds if bound.parallelism > 0]


def _binding(culprit: VertexMeasure, reached: float, ceiling: Ceiling, sizing: object) -> str:
    if reached >= ceiling.rate:
        return ceiling.name
    if isinstance(sizing, Sizing) and sizing.bound_by:
        return f"{culprit.uid} still ({_round(reached):,.0f} rec/s): no more {sizing.bound_by}"
    return f"{culprit.uid} still ({_round(reached):,.0f} rec/s)"


def _with_effect(recommendation: Recommendation, effect: str) -> Recommendation:
    if recommendation.predicted_effect:
        return recommendation
    if recommendation.change_class == "rescale":
        effect += ", if the machines have the CPU for it"
    return Recommendation(**{**recommendation.__dict__, "predicted_effect": effect})


def _round(rate: float) -> float:
    """Three significant figures: more would be a lie."""
    if rate <= 0 or math.isinf(rate):
        return rate
    return round(rate, 2 - math.floor(math.log10(rate)))
