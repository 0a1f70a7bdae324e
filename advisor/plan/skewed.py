"""What helps when a few subtasks limit the job: not more of them."""

from __future__ import annotations

from advisor.diagnose.verdict import Verdict
from advisor.measure.job import JobMeasure
from advisor.plan.recommendation import ChangeClass, Plan, Recommendation

_WHY_NOT = {
    "hot_key": "a key cannot be shared: more subtasks get other keys, the hot one stays where it is",
    "hot_partition": "a partition cannot be shared: more subtasks get other partitions, the hot one stays where it is",
    "partitions": "the topic has too few partitions: more subtasks would get nothing",
    "unknown": "the other subtasks have time already: more of them would have still more",
}
# Setting, current, proposed, effect, and what the change costs.
_CURES: dict[str, tuple[str, str, str, str, ChangeClass]] = {
    "hot_key": (
        "the key of {operator}",
        "as it is",
        "salted, or summed up before",
        "spreads the hot key over subtasks",
        "state_breaking",
    ),
    "hot_partition": (
        "the way into {operator}",
        "one to one",
        "rebalance()",
        "spreads the partition over subtasks",
        "restart_from_savepoint",
    ),
    "unknown": (
        "the way into {operator}",
        "as it is",
        "rebalance()",
        "spreads records evenly, if no key forbids it",
        "restart_from_savepoint",
    ),
}


def plan_skewed(job: JobMeasure, verdict: Verdict, observed: float) -> Plan:
    """More parallelism will not help, because ...; and what does."""
    cause = verdict.cause or "unknown"
    binding = _WHY_NOT.get(cause, _WHY_NOT["unknown"])
    operator = verdict.operator or ""
    if cause == "partitions":
        return Plan(observed, None, binding, (more_partitions(job, verdict),))
    setting, current, proposed, effect, change = _CURES.get(cause, _CURES["unknown"])
    return Plan(
        observed,
        None,
        binding,
        (
            Recommendation(
                setting.format(operator=operator), operator, current, proposed, binding, effect, change, None
            ),
        ),
    )


def more_partitions(job: JobMeasure, verdict: Verdict) -> Recommendation:
    """As many partitions as the operator has subtasks; Flink's source finds them by itself."""
    now = max((len(source.partitions) for source in job.sources), default=0)
    wanted = max(2 * now, job.vertex(verdict.vertex or "").parallelism)
    return Recommendation(
        "partitions of the topic",
        verdict.operator,
        now or None,
        wanted,
        "no more subtasks than partitions get records",
        f"up to {wanted} subtasks share the work; keys move to other partitions",
        "live",
        None,
    )
