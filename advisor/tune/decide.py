"""What comes next, and whether a step was worth it: pure, from reports alone."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from advisor.report.compare import Outcome, compare_reports
from advisor.report.report import Report
from advisor.report.words import clean, count, headline
from advisor.tune.changes import Attempt, Change, by_hand, next_attempt

NOT_ENOUGH_DATA = 4


@dataclass(frozen=True)
class Apply:
    """Make these changes. `predicted` is what the plan promises of them in records per second, None if nothing."""

    changes: tuple[Change, ...]
    predicted: float | None


@dataclass(frozen=True)
class Stop:
    """Leave it at that; `why` ends a sentence that begins with "stopped: "."""

    why: str
    exit_code: int = 0


@dataclass(frozen=True)
class Judgement:
    outcome: Outcome
    kept: bool
    why: str


def next_action(report: Report, tried: Set[Attempt], done: int, max_steps: int) -> Apply | Stop:
    """After `done` steps, of which those in `tried` were rolled back. `report` is on what runs now.

    A report without a verdict is one that was asked for twice.
    """
    if has_no_verdict(report):
        reason = "; ".join(clean(each.what) for each in report.verdict.because)
        return Stop(f"twice there was not enough data for a verdict: {reason}", NOT_ENOUGH_DATA)
    if report.verdict.kind == "stalled":
        return Stop(_sentence(headline(report)))
    plan = report.plan
    limit = f"the limit is {clean(plan.binding_constraint)}" if plan.binding_constraint else None
    no_more = plan.predicted_throughput is not None and plan.predicted_throughput <= (plan.observed_throughput or 0.0)
    if limit and no_more:
        return Stop(limit)
    changes = next_attempt(plan, tried)
    if not changes:
        return Stop(limit if limit and not tried else _nothing_left(report, bool(tried)))
    if done >= max_steps:
        return Stop(f"--max-steps {max_steps} is reached")
    whole = next_attempt(plan, frozenset()) == changes
    return Apply(changes, plan.predicted_throughput if whole else None)


def has_no_verdict(report: Report) -> bool:
    """Whether the window carried none."""
    return report.verdict.kind == "not_enough_data"


def judge(before: Report, after: Report) -> Judgement:
    """Kept is what improved, and what cannot be compared but let more through; in doubt the former settings win."""
    found = compare_reports(before, after)
    rates = f"{count(found.throughput.before)} -> {count(found.throughput.after)} rec/s"
    if after.verdict.kind == "stalled":
        return Judgement("worse", False, f"{rates}; {_sentence(headline(after))}")
    rose = found.throughput.outcome == "improved"
    kept = found.outcome == "improved" or (found.outcome == "inconclusive" and rose)
    return Judgement(found.outcome, kept, f"{rates}, {found.because}")


def _nothing_left(report: Report, tried: bool) -> str:
    if tried:
        return "no change is left that was not tried"
    if by_hand(report.plan):
        return "what is left to change is changed by hand"
    return "the report has nothing to change"


def _sentence(text: str) -> str:
    """As part of another one."""
    return text.rstrip(".")
