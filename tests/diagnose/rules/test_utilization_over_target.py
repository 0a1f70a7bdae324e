"""Little reserve: first where there is enough, or the question is another."""

from __future__ import annotations

import pytest

from advisor.diagnose.rules.utilization_over_target import diagnose, queue_length
from advisor.diagnose.verdict import Finding
from advisor.model.settings import JobSettings, Limits
from tests.builders import Op, context, observe


def findings(*operators: Op, target: float = 0.7) -> list[Finding]:
    settings = JobSettings(limits=Limits(target_utilization=target))
    return list(diagnose(context(observe(*operators), settings)))


def test_an_operator_at_its_target_is_right() -> None:
    """70 %, and a little above it."""
    assert findings(Op("source", 0.1), Op("map", 0.7)) == []
    assert findings(Op("source", 0.1), Op("map", 0.78)) == []


def test_a_source_that_nothing_holds_back_is_always_busy() -> None:
    """That is no utilization."""
    assert findings(Op("source", 1.0, pending=(100, 90)), Op("map", 0.1)) == []


def test_an_operator_that_limits_the_job_has_another_name() -> None:
    """The verdict says it."""
    assert findings(Op("source", 0.02, 0.97), Op("map", 1.0)) == []


def test_one_full_subtask_among_idle_ones_is_skew() -> None:
    """More parallelism would not help it (skewed_subtasks)."""
    assert findings(Op("source", 0.1), Op("count", (0.95, 0.2, 0.2), subtasks=3)) == []


def test_a_target_of_the_profile_is_the_one_that_counts() -> None:
    """Designed for 50 %, 72 % is too much; designed for 90 %, it is not."""
    (found,) = findings(Op("source", 0.1), Op("map", 0.72), target=0.5)
    assert "busy 72% (designed for 50%)" in found.message
    assert findings(Op("source", 0.1), Op("map", 0.85), target=0.9) == []


def test_the_busiest_of_several_subtasks_speaks_for_them() -> None:
    """A little ahead of the others."""
    (found,) = findings(Op("source", 0.1), Op("map", (0.75, 0.9), subtasks=2))
    assert found.message.startswith("the busiest subtask of map is busy 90%")


def test_little_reserve_is_found_with_the_queue_it_means() -> None:
    """0.9 / 0.1 is 9."""
    (found,) = findings(Op("source", 0.1), Op("map", 0.9))
    assert found.message == (
        "map is busy 90% (designed for 70%): a queue of random arrivals holds 9.0 on average (M/M/1)"
    )


@pytest.mark.parametrize(("utilization", "queue"), [(0.5, "1.0"), (0.7, "2.3"), (0.9, "9.0"), (0.99, "99.0")])
def test_the_queue_is_that_of_mm1(utilization: float, queue: str) -> None:
    """rho / (1 - rho)."""
    assert f"holds {queue} on average" in queue_length(utilization)


def test_a_full_operator_has_a_queue_without_end() -> None:
    """No division by zero."""
    assert "without end" in queue_length(1.0)
