"""What helps the operator that limits the job, and every other that would limit it right after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from advisor.diagnose.context import Context
from advisor.diagnose.verdict import Verdict
from advisor.measure.job import JobMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.settings import JobSettings
from advisor.plan.ceiling import STEP_INTO_THE_UNKNOWN, Ceiling, cores, demand, measured_cores, next_operator
from advisor.plan.figures import rounded
from advisor.plan.parallelism import Sizing
from advisor.plan.recommendation import Plan, Recommendation
from advisor.plan.rescale import rescale
from advisor.plan.sink import plan_batching
from advisor.plan.sizing import JobSizing, capacities, size_operators

# A gain below this is within what neighbouring runs differ by: not worth a restart.
WORTH_A_CHANGE = 1.1
# What an operator could do is its rate by its busy share. Seen at a small part of that it is told too little, as
# bundles and checkpoints cost the same at any rate: `make sweep NAME=single_row_sink` finds more than one and a half
# times as much. What is promised goes by the estimate; the operator that it will feed is sized for more.
FAR_BELOW = 5.0
TOLD_TOO_LITTLE = 1.5


@dataclass(frozen=True)
class _Aim:
    """How far to go, what ends it there, and whether the other operators are sized too or stay as they are.

    `for_input`: all that comes is carried then, so that even a small step is worth a change. `most` is what the
    machines carry, as far as that is known. `margin` is how much more than the ceiling the culprit is sized for.
    """

    ceiling: Ceiling
    all_operators: bool
    for_input: bool = False
    most: Ceiling | None = None
    margin: float = 1.0


def relieve(context: Context, observed: float) -> Plan:
    """The plan for a job that one operator limits (`verdict.vertex`)."""
    job, verdict, settings = context.job, context.verdict, context.settings
    culprit = job.vertex(verdict.vertex or "")
    aim = _aim(job, culprit, verdict, settings, observed)
    if not aim.for_input and aim.ceiling.rate < observed * WORTH_A_CHANGE:
        return Plan(observed, observed, aim.ceiling.name, ())
    batching = plan_batching(culprit, verdict, aim.ceiling.rate, settings)
    able = capacities(job, observed)
    if batching:
        able[culprit.id] = batching.capacity
    sized = size_operators(context, aim.ceiling.rate, able, _utilization(job, culprit, settings, aim))
    changes = list(batching.recommendations) if batching else []
    changes += _rescales(job, culprit, sized, settings, aim)
    reached = _reached(job, able, sized, aim)
    predicted, binding = max(observed, reached.rate), reached.name
    small = predicted < observed * WORTH_A_CHANGE
    # A subtask more at a limit that is reached already brings nothing.
    if not changes or (small and not aim.for_input and not batching):
        return Plan(observed, observed, binding, ())
    if batching and not any(each.setting.endswith(".parallelism") for each in changes):
        changes.append(_keep(culprit, batching.capacity, aim.ceiling))
    effect = f"{observed:,.0f} -> about {rounded(predicted):,.0f} rec/s"
    if small and aim.for_input:
        effect = "keeps up with all that arrives, and has a reserve"
    return Plan(observed, rounded(predicted), binding, tuple(_with_effect(each, effect) for each in changes))


def _aim(job: JobMeasure, culprit: VertexMeasure, verdict: Verdict, settings: JobSettings, observed: float) -> _Aim:
    """All that arrives, where that is known; else as far as the next operator or the CPU carries.

    When the next operator is full before that, relieving one alone is no step: then all are sized.
    """
    # Larger batches save work; anything else takes as much CPU a record as now, wherever it is spent.
    made_cheaper = verdict.cause == "small_batches"
    cpu = cores(job, observed, culprit, made_cheaper=made_cheaper)
    arrives = demand(job, settings.thresholds)
    # A job that works off a backlog runs as fast as it can, whatever arrives: less than now is no aim.
    if arrives is not None and not (arrives.backlog and arrives.rate < observed * WORTH_A_CHANGE):
        ceiling = _least(arrives, cpu)
        return _Aim(ceiling, all_operators=True, for_input=ceiling is arrives, most=cpu)
    following = next_operator(job, culprit, observed)
    measured = None if made_cheaper else measured_cores(job, observed, culprit)
    if measured is not None:
        # How far the machine carries is no guess then, and all that would limit before it is known: one step is enough.
        return _Aim(measured, all_operators=following is not None and following.rate < measured.rate)
    return _without_the_machine(observed, following, cpu)


def _without_the_machine(observed: float, following: Ceiling | None, cpu: Ceiling | None) -> _Aim:
    """As far as the next operator, or a step that one can check."""
    step = Ceiling(STEP_INTO_THE_UNKNOWN * observed, "twice the rate of now; nothing else in sight was measured")
    if following is None:
        return _Aim(_least(step, cpu), all_operators=False)
    if following.rate >= observed * STEP_INTO_THE_UNKNOWN or (cpu is not None and cpu.rate <= following.rate):
        ceiling = _least(following, cpu)
        far = ceiling is following and ceiling.rate > observed * FAR_BELOW
        return _Aim(ceiling, all_operators=False, margin=TOLD_TOO_LITTLE if far else 1.0)
    both = Ceiling(step.rate, f"a step of twice the rate of now, as {following.name} is next")
    return _Aim(_least(both, cpu), all_operators=True)


def _reached(job: JobMeasure, able: Mapping[str, float], sized: JobSizing, aim: _Aim) -> Ceiling:
    """What the job does once it is sized: what it was sized for, and more of it while a backlog waits."""
    asked = sized.binding or aim.ceiling
    if not aim.ceiling.backlog:
        return Ceiling(sized.rate, asked.name)
    found = []
    for vertex in job.vertices:
        if vertex.id in able and (sizing := sized.sizes.get(vertex.id)):
            rate = able[vertex.id] * max(vertex.parallelism, sizing.parallelism) / vertex.parallelism
            found.append(Ceiling(rate, f"{vertex.uid} ({rounded(rate):,.0f} rec/s)"))
    fastest = min(found, key=lambda each: each.rate, default=asked)
    if aim.most is not None:
        fastest = _least(fastest, aim.most)
    if fastest.rate <= sized.rate:
        return Ceiling(sized.rate, asked.name)
    return Ceiling(fastest.rate, f"{fastest.name} while the backlog lasts, then {asked.name}")


def _least(first: Ceiling, second: Ceiling | None) -> Ceiling:
    return min((each for each in (first, second) if each is not None), key=lambda ceiling: ceiling.rate)


def _utilization(job: JobMeasure, culprit: VertexMeasure, settings: JobSettings, aim: _Aim) -> dict[str, float]:
    """The target for what is sized; an operator that stays as it is may be used up."""
    target = settings.limits.target_utilization / aim.margin
    return {v.id: target if aim.all_operators or v.id == culprit.id else 1.0 for v in job.vertices}


def _rescales(
    job: JobMeasure, culprit: VertexMeasure, sized: JobSizing, settings: JobSettings, aim: _Aim
) -> list[Recommendation]:
    found = []
    for vertex in job.vertices:
        sizing = sized.sizes.get(vertex.id)
        sized_too = aim.all_operators or vertex.id == culprit.id
        if sizing is not None and sized_too and sizing.parallelism > vertex.parallelism:
            # Chained operators have one parallelism; to change it, each of them is set.
            because = _why(sizing, sized.rate, settings, aim)
            found += [
                rescale(settings, uid, vertex.parallelism, sizing.parallelism, because) for uid in vertex.operators
            ]
    return sorted(found, key=lambda each: each.operator not in culprit.operators)


def _why(sizing: Sizing, rate: float, settings: JobSettings, aim: _Aim) -> str:
    bounded = f" it wants {sizing.wanted:.1f}; bounded by {sizing.bound_by}" if sizing.bound_by else ""
    more = f" (or {aim.margin:g} times that: it is an estimate from far below)" if aim.margin > 1 else ""
    return f"to carry {rounded(rate):,.0f} rec/s{more} at {settings.limits.target_utilization:.0%} utilization{bounded}"


def _keep(culprit: VertexMeasure, reached: float, ceiling: Ceiling) -> Recommendation:
    """The answer to the question everybody asks next: no, more subtasks will not help."""
    enough = f"enough then for {rounded(reached):,.0f} rec/s; more subtasks would wait for {ceiling.name}"
    now = culprit.parallelism
    return Recommendation(f"{culprit.uid}.parallelism", culprit.uid, now, now, enough, enough, "live", None)


def _with_effect(recommendation: Recommendation, effect: str) -> Recommendation:
    if recommendation.predicted_effect:
        return recommendation
    if recommendation.change_class == "rescale":
        effect += ", if the machines have the CPU for it"
    return replace(recommendation, predicted_effect=effect)
