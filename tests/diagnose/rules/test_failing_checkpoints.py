"""Checkpoints that fail one after the other: first the failures that mean nothing."""

from __future__ import annotations

from advisor.diagnose.rules.failing_checkpoints import diagnose
from advisor.diagnose.verdict import Finding
from advisor.model.checkpoints import CheckpointSample
from tests.builders import Op, checkpoint, checkpoints, context, observe

JOB = (Op("source", 0.3), Op("sink", 0.4))
EXPIRED = "Checkpoint expired before completing."


def broken(number: int, reason: str | None = EXPIRED) -> CheckpointSample:
    return checkpoint(number, 600_000, "FAILED", failure=reason)


def findings(*history: CheckpointSample, completed: int = 10, failed: int = 0) -> list[Finding]:
    seen = checkpoints(*history, completed=(completed, completed), failed=(failed, failed))
    return list(diagnose(context(observe(*JOB, checkpoints=seen))))


def test_the_first_checkpoint_of_a_young_job_often_fails() -> None:
    """100 % failed, and nothing is wrong."""
    assert findings(broken(1), completed=0, failed=1) == []


def test_a_failure_before_one_that_completed_is_past() -> None:
    """It works again."""
    assert findings(checkpoint(9), broken(8), broken(7), broken(6), failed=3) == []


def test_two_in_a_row_are_no_pattern() -> None:
    """One under way changes nothing."""
    assert findings(checkpoint(10, 0.0, "IN_PROGRESS"), broken(9), broken(8), checkpoint(7)) == []


def test_checkpoints_of_tasks_that_still_start_are_not_counted() -> None:
    """Flink says so itself."""
    starting = "Not all required tasks are currently running."
    assert findings(*(broken(n, starting) for n in (5, 4, 3, 2, 1)), completed=0) == []


def test_savepoints_are_left_out() -> None:
    """Somebody asked for them, and was told."""
    assert findings(*(checkpoint(n, 1.0, "FAILED", is_savepoint=True) for n in (5, 4, 3, 2))) == []


def test_checkpoints_that_were_not_read_say_nothing() -> None:
    """Unknown is silent."""
    assert list(diagnose(context(observe(*JOB)))) == []


def test_three_in_a_row_are_a_pattern() -> None:
    """With the reason, and how many the job survives."""
    (found,) = findings(*(broken(n) for n in (13, 12, 11)), checkpoint(10))
    assert (found.rule, found.severity) == ("failing_checkpoints", "warning")
    assert found.message == (
        "the last 3 checkpoints failed, none has completed since: they took longer than their timeout"
    )
    assert [(each.observed, each.expected) for each in found.evidence] == [(3, 3), (0, None), (EXPIRED, None)]


def test_a_job_without_any_checkpoint_is_critical() -> None:
    """A restart would begin at the start."""
    (found,) = findings(*(broken(n, "Could not write to s3") for n in (4, 3, 2, 1)), completed=0)
    assert found.severity == "critical"
    assert found.message.endswith("none has completed since the job started: Could not write to s3")


def test_a_failure_without_a_reason_is_one_too() -> None:
    """And that is said."""
    (found,) = findings(*(broken(n, None) for n in (13, 12, 11)), checkpoint(10))
    assert found.message.endswith("Flink gives no reason")
