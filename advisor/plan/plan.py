"""From verdict to plan: what helps, as far as the next limit lets it, and what limits then."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from advisor.diagnose.context import Context
from advisor.model.unknown import is_known
from advisor.plan.chain import plan_chain
from advisor.plan.checkpoints import plan_checkpoints
from advisor.plan.connections import plan_connections
from advisor.plan.gc import plan_gc
from advisor.plan.memory import plan_memory
from advisor.plan.merge import merge
from advisor.plan.recommendation import Plan, Recommendation
from advisor.plan.relieve import relieve
from advisor.plan.skewed import more_partitions, plan_skewed
from advisor.plan.utilization import plan_utilization

# What is worth changing whatever limits the job now, in the order of its worth.
_STEPS: tuple[Callable[[Context], Iterable[Recommendation]], ...] = (
    plan_connections,
    plan_gc,
    plan_memory,
    plan_checkpoints,
    plan_chain,
)


def make_plan(context: Context) -> Plan:
    """The plan for this verdict; without recommendations when nothing is to be changed or nothing is known to help."""
    throughput = context.job.throughput
    observed = throughput if is_known(throughput) else None
    if context.verdict.kind == "not_enough_data":
        return Plan(observed, None, None, ())
    plan = _for_verdict(context, observed)
    more = [each for step in _STEPS for each in step(context)]
    return replace(plan, recommendations=merge((*plan.recommendations, *more)))


def _for_verdict(context: Context, observed: float | None) -> Plan:
    job, verdict = context.job, context.verdict
    if verdict.kind == "input_bound":
        return Plan(observed, observed, "the input: the job takes all that comes", plan_utilization(context, observed))
    if verdict.kind == "host_bound":
        return Plan(observed, observed, "the CPU of the machines: more parallelism will not help", ())
    if verdict.vertex is None or not observed:
        return Plan(observed, None, None, ())
    if verdict.kind == "subtask_bound":
        return plan_skewed(job, verdict, observed)
    if verdict.kind == "source_bound" and verdict.cause == "partitions":
        binding = "the partitions of the topic: more subtasks would read nothing"
        return Plan(observed, None, binding, (more_partitions(job, verdict),))
    if verdict.kind == "source_bound" and verdict.cause == "external_wait":
        return Plan(observed, None, "what Kafka hands out: look at quotas, the network and the consumer's settings", ())
    if verdict.kind in ("operator_bound", "source_bound") and verdict.cause not in ("gc", "connections"):
        return relieve(context, observed)
    return Plan(observed, None, None, ())
