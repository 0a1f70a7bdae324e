"""What `advisor tune` says: plain sentences, names from the job made harmless."""

from __future__ import annotations

from advisor.plan.recommendation import Plan
from advisor.report.words import clean, count, value
from advisor.tune.changes import Change, by_hand
from advisor.tune.loop import Ending
from advisor.tune.step import Step

_DECISIONS = {"kept": "kept", "rolled_back": "rolled back"}


def changes_told(changes: tuple[Change, ...]) -> str:
    """`jdbc_sink.batch_size 1 -> 500, ...`"""
    return ", ".join(
        f"{clean(each.setting)} {value(each.patch.current)} -> {value(each.patch.proposed)}" for each in changes
    )


def step_begun(step: Step) -> str:
    """What is changed, and what the plan promises."""
    promise = f"; predicted: about {count(step.predicted)} rec/s" if step.predicted is not None else ""
    return f"step {step.number}: {changes_told(step.changes)}{promise}"


def step_done(step: Step) -> str:
    """What it brought, and what becomes of it."""
    return f"        {step.outcome}, {_DECISIONS[step.decision]}: {step.why}"


def left_to_do(plan: Plan) -> list[str]:
    """The changes that no step makes."""
    return [
        f"by hand: {clean(each.setting)} {value(each.current)} -> {value(each.proposed)} ({why})"
        for each, why in by_hand(plan)
    ]


def conclusion(ending: Ending) -> str:
    """The last line: what was reached, and why it stopped."""
    first, last = ending.first.plan.observed_throughput, ending.report.plan.observed_throughput
    kept = sum(step.decision == "kept" for step in ending.steps)
    if not ending.steps:
        rate = "" if first is None else f" at {count(first)} rec/s"
        return f"Nothing was changed{rate}; stopped: {ending.why}."
    steps = f"{len(ending.steps)} {'step' if len(ending.steps) == 1 else 'steps'}, {kept} kept"
    return f"From {count(first)} to {count(last)} rec/s in {steps}; stopped: {ending.why}."
