"""Step after step until nothing improves; whatever ends it, it ends knowing what runs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime

from advisor.errors import AdvisorError, BadInput
from advisor.report.report import Report
from advisor.tune.changes import Attempt, Change, attempt_of
from advisor.tune.decide import Apply, Stop, has_no_verdict, judge, next_action
from advisor.tune.step import Step
from advisor.tune.switch import Switch
from advisor.tune.texts import Texts

INTERRUPTED = 130
_Broken = (AdvisorError, KeyboardInterrupt)


@dataclass(frozen=True)
class Edges:
    """What the loop needs of the world. Jobs are named by their id; None is the one that the user means.

    `observe` watches a job for a window, `settle` waits until it is steady, `prepare` makes the profile's texts,
    `uninterrupted` is around what must not end halfway, `begun` and `done` are told of each step.
    """

    observe: Callable[[str | None], Report]
    settle: Callable[[str], None]
    prepare: Callable[[tuple[Change, ...]], Texts]
    now: Callable[[], datetime]
    uninterrupted: Callable[[], AbstractContextManager[None]]
    begun: Callable[[Step], None]
    done: Callable[[Step], None]


@dataclass(frozen=True)
class Ending:
    """`report` is on what runs now, as far as that was measured."""

    first: Report
    report: Report
    steps: tuple[Step, ...]
    why: str
    exit_code: int = 0


@dataclass
class _Course:
    """The loop so far. `report` is on what runs now."""

    first: Report
    report: Report
    steps: list[Step] = field(default_factory=list)
    tried: set[Attempt] = field(default_factory=set)

    def end(self, why: str, exit_code: int = 0) -> Ending:
        return Ending(self.first, self.report, tuple(self.steps), why, exit_code)


def tune(edges: Edges, switch: Switch, first: Report, max_steps: int) -> Ending:
    """From the first report on. Raises BadInput when the first step cannot even be prepared: nothing was touched."""
    course = _Course(first, first)
    try:
        while True:
            action = next_action(course.report, course.tried, len(course.steps), max_steps)
            if isinstance(action, Stop):
                return course.end(action.why, action.exit_code)
            try:
                texts = edges.prepare(action.changes)
            except BadInput as error:
                if not course.steps:
                    raise
                return course.end(str(error), error.exit_code)
            step, broken = _make(edges, switch, course, action, texts)
            course.steps.append(step)
            edges.done(step)
            if broken:
                return course.end(broken.why, broken.exit_code)
            _go_on(edges, switch, course, step, max_steps)
    except _Broken as error:
        if isinstance(error, BadInput) and not course.steps:
            raise
        return _broken_off(course, switch, error)


def look(edges: Edges, job_id: str | None) -> Report:
    """A report; one that nothing can be decided by is asked for again once the job is steady."""
    report = edges.observe(job_id)
    if has_no_verdict(report) or report.plan.observed_throughput is None:
        edges.settle(report.job.id)
        report = edges.observe(report.job.id)
    return report


def _make(edges: Edges, switch: Switch, course: _Course, action: Apply, texts: Texts) -> tuple[Step, Stop | None]:
    """The step as it ended; with a Stop when it broke off."""
    step = Step(len(course.steps) + 1, edges.now(), course.report, action.changes, action.predicted)
    edges.begun(step)
    try:
        with edges.uninterrupted():
            switch.forward(texts)
        step = replace(step, savepoint=switch.standing.savepoint)
        edges.settle(switch.job)
        after = look(edges, switch.job)
        found = judge(step.before, after)
        step = replace(step, after=after, outcome=found.outcome, why=found.why)
        if found.kept:
            step = replace(step, decision="kept", job=switch.job)
            switch.keep()
            return step, None
        with edges.uninterrupted():
            switch.back()
        return replace(step, job=switch.job), None
    except _Broken as error:
        stop = _stop(switch, error)
        return _broken_step(step, switch, stop.why), stop


def _go_on(edges: Edges, switch: Switch, course: _Course, step: Step, max_steps: int) -> None:
    """What the next decision goes by: after a step back, a new look, if there is anything left to decide."""
    if step.decision == "kept":
        assert step.after is not None
        course.report = step.after
        return
    switch.keep()
    course.tried.add(attempt_of(step.changes))
    if isinstance(next_action(course.report, course.tried, len(course.steps), max_steps), Apply):
        edges.settle(switch.job)
        course.report = look(edges, switch.job)


def _broken_step(step: Step, switch: Switch, why: str) -> Step:
    standing = switch.standing
    return replace(
        step,
        decision="kept" if standing.holds == "changed" else "rolled_back",
        outcome=step.outcome if step.after else "inconclusive",
        why=why,
        savepoint=standing.savepoint or step.savepoint,
        job=standing.job,
    )


def _broken_off(course: _Course, switch: Switch, error: BaseException) -> Ending:
    stop = _stop(switch, error)
    return course.end(stop.why, stop.exit_code)


def _stop(switch: Switch, error: BaseException) -> Stop:
    code = error.exit_code if isinstance(error, AdvisorError) else INTERRUPTED
    what = str(error) if isinstance(error, AdvisorError) else "interrupted"
    return Stop(f"{what.rstrip('.')}; {switch.standing.sentence()}", code)
