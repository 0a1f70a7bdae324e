"""An operator that keeps up, but with less room than it should have.

At utilization rho a queue of random arrivals holds rho / (1 - rho) records on average (M/M/1): 2.3 at 70 %, 9 at
90 %, 99 at 99 %. The next burst, restart or slow disk becomes lag.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.skew import is_skewed
from advisor.diagnose.verdict import Evidence, Finding
from advisor.model.unknown import is_known

THRESHOLDS = ("reserve_used_ratio", "skewed_ratio")
CURE = "More parallelism, or larger batches, before the load grows: design for limits.target_utilization (70 %)."


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent while something limits the job already, a little above the target, on skew (skewed_subtasks), and on
    sources: one that nothing holds back is always busy."""
    if context.verdict.kind != "input_bound":
        return
    target = context.settings.limits.target_utilization
    most = target + context.thresholds.reserve_used_ratio * (1 - target)
    for vertex in context.job.vertices:
        busy = vertex.busiest_subtask_ratio
        is_source = not context.job.topology.upstream_of(vertex.id)
        if is_source or not is_known(busy) or busy <= most or is_skewed(vertex, context.thresholds):
            continue
        who = f"the busiest subtask of {vertex.uid}" if vertex.parallelism > 1 else vertex.uid
        yield Finding(
            rule="utilization_over_target",
            severity="warning",
            confidence=round(0.8 * context.job.completeness, 2),
            operator=vertex.uid,
            message=f"{who} is busy {busy:.0%} (designed for {target:.0%}): {queue_length(busy)}",
            evidence=(Evidence("busy ratio", round(busy, 3), target, "ratio", "Flink REST"),),
            help=CURE,
        )


def queue_length(utilization: float) -> str:
    """The mean number in an M/M/1 system, rho / (1 - rho), in words."""
    if utilization >= 0.995:
        return "a queue of random arrivals grows without end"
    return f"a queue of random arrivals holds {utilization / (1 - utilization):.1f} on average (M/M/1)"
