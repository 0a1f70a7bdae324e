"""Checkpoints that are late: first those that are not."""

from __future__ import annotations

import pytest

from advisor.diagnose.rules.slow_checkpoints import diagnose
from advisor.diagnose.verdict import Finding
from advisor.model.unknown import Unknown
from tests.builders import START, Op, checkpoint, checkpoints, context, observe

JOB = (Op("source", 0.3), Op("sink", 0.4))
# A barrier that waits 12 s at the sink.
HELD = (Op("source", 0.02, 0.97), Op("sink", 1.0, gauges={"checkpointStartDelayNanos": 12e9}))
NO_INTERVAL = Unknown("checkpointing is off")


def lasting(*seconds: float) -> tuple:  # type: ignore[type-arg]
    return tuple(checkpoint(20 - n, each * 1000) for n, each in enumerate(seconds))


def findings(*history: object, job: tuple[Op, ...] = JOB, **config: object) -> list[Finding]:
    seen = checkpoints(*history, **config)  # type: ignore[arg-type]
    return list(diagnose(context(observe(*job, checkpoints=seen))))


def test_fast_checkpoints_are_healthy() -> None:
    """Half a second every ten."""
    assert findings(*lasting(0.5, 0.5, 0.5, 0.6)) == []


def test_a_slow_one_among_fast_ones_is_an_accident() -> None:
    """The median counts."""
    assert findings(*lasting(40, 0.5, 0.5, 0.5)) == []


@pytest.mark.parametrize("history", [(), lasting(15, 15)])
def test_a_young_job_is_not_judged(history: tuple) -> None:  # type: ignore[type-arg]
    """Fewer than three have completed."""
    assert findings(*history) == []


def test_a_job_that_makes_no_checkpoints_has_no_slow_ones() -> None:
    """A savepoint by hand may take its time."""
    assert findings(checkpoint(1, 60_000, is_savepoint=True), interval_ms=NO_INTERVAL) == []


def test_checkpoints_that_were_not_read_say_nothing() -> None:
    """Unknown is silent."""
    assert list(diagnose(context(observe(*JOB)))) == []


def test_backpressure_that_explains_it_is_another_rules() -> None:
    """The barrier needs 12 of the 15 s."""
    assert findings(*lasting(15, 15, 15), job=HELD) == []


def test_checkpoints_that_take_longer_than_their_interval_are_slow() -> None:
    """Fifteen seconds, every ten."""
    (found,) = findings(*lasting(16, 15, 14))
    assert (found.rule, found.severity) == ("slow_checkpoints", "warning")
    assert found.message == "a checkpoint takes 15.0 s (median of 3), and one is due every 10 s"
    assert (found.evidence[0].observed, found.evidence[0].expected) == (15_000, 10_000)
    assert found.evidence[1].unit == "bytes"


def test_the_state_behind_backpressure_is_still_slow() -> None:
    """Of 60 s the barrier needs 12 only."""
    (found,) = findings(*lasting(60, 60, 60), job=HELD)
    assert found.evidence[0].observed == 60_000


def test_checkpoints_near_their_timeout_are_slow() -> None:
    """40 s of 60; the interval of 10 min is kept."""
    (found,) = findings(*lasting(40, 40, 40), interval_ms=600_000.0, timeout_ms=60_000.0)
    assert found.message == "checkpoints take 40.0 s (median), and fail at 60 s"
    assert (found.evidence[0].observed, found.evidence[0].expected) == (40_000, 30_000)


def test_one_that_runs_for_half_its_timeout_is_slow() -> None:
    """Triggered 5.5 min before the end of the window."""
    triggered = START.timestamp() * 1000 - 300_000
    running = checkpoint(21, 0.0, "IN_PROGRESS", trigger_ms=triggered)
    (found,) = findings(running, *lasting(0.5, 0.5, 0.5))
    assert found.message == "one is under way for 330.0 s, and fails at 600 s"
