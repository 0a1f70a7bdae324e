"""A job that stands still: first one that only waits for input."""

from __future__ import annotations

from advisor.diagnose.rules.no_progress import diagnose
from tests.builders import Op, context, observe


def test_an_idle_job_makes_no_progress_either_and_is_healthy() -> None:
    """Nothing comes."""
    assert list(diagnose(context(observe(Op("source", records_out=0), Op("sink", records_in=0))))) == []


def test_a_slow_job_makes_progress() -> None:
    """Whatever limits it."""
    assert list(diagnose(context(observe(Op("source", 0.02, 0.97), Op("sink", 1.0))))) == []


def test_a_job_that_stands_still_is_found_with_what_the_verdict_saw() -> None:
    """A restart loop."""
    (found,) = diagnose(context(observe(Op("source", 0.02, 0.97), Op("sink", 1.0), restarts=(5, 8))))
    assert found.severity == "critical"
    assert "restarted 3 times in the window" in found.message
