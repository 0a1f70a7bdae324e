"""Room for operators that keep up, but with less reserve than they were designed for."""

from __future__ import annotations

from advisor.diagnose.context import Context
from advisor.model.unknown import is_known
from advisor.plan.parallelism import Sizing
from advisor.plan.recommendation import Patch, Recommendation
from advisor.plan.sizing import capacities, size_operators


def plan_utilization(context: Context, observed: float | None) -> tuple[Recommendation, ...]:
    """More parallelism for operators above the target utilization at the present rate; none without a rate."""
    if not observed:
        return ()
    job, settings = context.job, context.settings
    target = settings.limits.target_utilization
    sized = size_operators(context, observed, capacities(job, observed), {v.id: target for v in job.vertices})
    found = []
    for vertex in job.vertices:
        sizing = sized.sizes.get(vertex.id)
        # A source that nothing holds back is busy all the time: that is no utilization.
        is_source = not job.topology.upstream_of(vertex.id)
        if is_source or not is_known(vertex.busy_ratio) or vertex.busy_ratio <= context.thresholds.saturated_busy_ratio:
            continue
        if sizing is None or sizing.parallelism <= vertex.parallelism:
            continue
        found.append(_rescale(context, vertex.uid, vertex.parallelism, vertex.busy_ratio, sizing))
    return tuple(found)


def _rescale(context: Context, uid: str, parallelism: int, busy: float, sizing: Sizing) -> Recommendation:
    settings = context.settings
    now = settings.operators.get(uid)
    after = busy * parallelism / sizing.parallelism
    return Recommendation(
        f"{uid}.parallelism",
        uid,
        parallelism,
        sizing.parallelism,
        f"busy {busy:.0%} at the present rate; designed for {settings.limits.target_utilization:.0%}",
        f"busy {busy:.0%} -> about {after:.0%} at the same rate",
        "rescale",
        Patch(f"operators.{uid}.parallelism", now.parallelism, sizing.parallelism)
        if now and settings.from_profile
        else None,
    )
