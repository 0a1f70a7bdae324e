"""Little reserve: first where there is enough, or the question is another."""

from __future__ import annotations

import pytest

from advisor.diagnose.rules.utilization_over_target import diagnose, queue_length
from advisor.diagnose.verdict import Finding
from tests.builders import Op, context, observe


def findings(*operators: Op) -> list[Finding]:
    return list(diagnose(context(observe(*operators))))


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
