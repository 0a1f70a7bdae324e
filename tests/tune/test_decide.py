"""What comes next, and whether a step is kept: from reports alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.plan.recommendation import Patch, Plan
from advisor.tune.changes import applicable, attempt_of, by_hand, next_attempt
from advisor.tune.decide import Apply, Stop, judge, next_action
from tests.tune.reports import BATCH, LIMIT, WIDER, content, no_verdict, recommend, report, stalled, waiting


def why(found: object) -> str:
    assert isinstance(found, Stop)
    return found.why


def test_a_limit_that_binds_ends_it_whatever_else_could_be_changed() -> None:
    """The plan promises no gain."""
    bound = report(1000, BATCH, predicted=1000, binding=LIMIT)
    assert why(next_action(bound, frozenset(), 0, 5)) == f"the limit is {LIMIT}"


def test_a_job_that_takes_all_that_comes_is_left_alone() -> None:
    """The input is the limit."""
    assert why(next_action(waiting(1000), frozenset(), 0, 5)) == "the limit is the input: the job takes all that comes"


def test_without_a_verdict_it_ends_with_the_exit_code_of_reports() -> None:
    """4, as of `advisor report`."""
    found = next_action(no_verdict(), frozenset(), 0, 5)
    assert isinstance(found, Stop)
    assert found.exit_code == 4
    assert found.why.startswith("twice there was not enough data for a verdict: the youngest task ")


def test_a_job_that_stands_still_is_no_case_for_settings() -> None:
    """It cannot even be stopped with a savepoint."""
    assert why(next_action(stalled(), frozenset(), 0, 5)).startswith("This job stands still")


def test_what_was_tried_in_vain_is_not_tried_again_with_other_values() -> None:
    """500 rows did not help, nor will 490."""
    tried = {attempt_of(applicable(report(1000).plan))}
    again = report(1000, ("operators.jdbc_sink.batch_size", 1, 490, "restart_from_savepoint"))
    assert why(next_action(again, tried, 1, 5)) == "no change is left that was not tried"


def test_all_changes_go_together_first() -> None:
    """The plan's promise is of all of them."""
    both = report(1000, BATCH, WIDER)
    found = next_action(both, frozenset(), 0, 5)
    assert isinstance(found, Apply)
    assert ([each.patch.path for each in found.changes], found.predicted) == ([BATCH[0], WIDER[0]], 10_000)
    alone = next_action(both, {attempt_of(found.changes)}, 1, 5)
    assert isinstance(alone, Apply)
    assert ([each.patch.path for each in alone.changes], alone.predicted) == ([BATCH[0]], None)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (replace(recommend(*BATCH), patch=None), "is no setting of this profile"),
        (
            recommend("flink.taskmanager.memory.process.size", "2 gb", "4 gb", "restart_from_savepoint"),
            "Flink reads it",
        ),
        (recommend("job.max_parallelism", 128, 256, "state_breaking"), "would lose the job's state"),
    ],
)
def test_what_no_step_can_bring_about_is_left_to_a_person(change: object, reason: str) -> None:
    """With the reason."""
    plan = Plan(1000, 2000, None, (change,))  # type: ignore[arg-type]
    assert (applicable(plan), next_attempt(plan, frozenset())) == ((), ())
    ((left, told),) = by_hand(plan)
    assert left == change
    assert told.startswith(reason)


def test_what_stays_is_no_change() -> None:
    """A plan also says what not to do."""
    stays = replace(recommend(*BATCH), proposed=1, patch=Patch(BATCH[0], 1, 1))
    plan = Plan(1000, 2000, None, (stays,))
    assert (applicable(plan), by_hand(plan)) == ((), ())


@pytest.mark.parametrize(
    ("after", "outcome", "kept"),
    [
        (content(1050), "same", False),
        (content(500), "worse", False),
        (no_verdict(), "inconclusive", False),
        (stalled(), "worse", False),
        (content(2000), "improved", True),
        (waiting(2000), "improved", True),
    ],
)
def test_kept_is_what_improved(after: object, outcome: str, kept: bool) -> None:
    """In doubt the former settings win."""
    found = judge(content(1000), after)  # type: ignore[arg-type]
    assert (found.outcome, found.kept) == (outcome, kept)


def test_what_cannot_be_compared_is_kept_only_if_more_went_through() -> None:
    """Two names, twice the throughput."""
    other = replace(content(2000), job=replace(content(2000).job, name="other"))
    found = judge(content(1000), other)
    assert (found.outcome, found.kept) == ("inconclusive", True)
    assert not judge(content(1900), other).kept
