"""Room for operators that keep up, but with less reserve than they were designed for."""

from __future__ import annotations

from advisor.diagnose.context import Context
from advisor.model.unknown import is_known
from advisor.plan.recommendation import Recommendation
from advisor.plan.rescale import rescale
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
        busy, proposed = vertex.busy_ratio, sizing.parallelism
        because = f"busy {busy:.0%} at the present rate; designed for {target:.0%}"
        effect = f"busy {busy:.0%} -> about {busy * vertex.parallelism / proposed:.0%} at the same rate"
        found += [rescale(settings, uid, vertex.parallelism, proposed, because, effect) for uid in vertex.operators]
    return tuple(found)
