"""A job that fails over and over: first the restarts that are none of that."""

from __future__ import annotations

from dataclasses import replace

from advisor.diagnose.rules.restart_loop import diagnose
from advisor.diagnose.verdict import Finding
from advisor.model.observation import FailureSample, Observation
from advisor.model.unknown import Unknown
from tests.builders import Op, context, observe

JOB = (Op("source", 0.3), Op("sink", 0.4))


def findings(
    *minutes_ago: float, restarts: tuple[float, float] = (0, 0), causes: tuple[str, ...] = ("bad record",)
) -> list[Finding]:
    """A job that failed so long before the end of the window, the newest first."""
    observation = observe(*JOB, restarts=restarts)
    now_ms = observation.last.taken_at.timestamp() * 1000
    failures = tuple(
        FailureSample(causes[n % len(causes)], now_ms - ago * 60_000, "sink") for n, ago in enumerate(minutes_ago)
    )
    seen = Observation((observation.first, replace(observation.last, failures=failures)))
    return list(diagnose(context(seen)))


def test_a_job_that_never_failed_is_healthy() -> None:
    """Nothing to loop."""
    assert findings() == []


def test_one_failure_is_an_accident() -> None:
    """And two may be."""
    assert findings(3, restarts=(1, 1)) == []
    assert findings(3, 5, restarts=(2, 2)) == []


def test_failures_that_lie_apart_are_no_loop() -> None:
    """One a day, for weeks."""
    assert findings(100, 1500, 3000, 4500, 6000, restarts=(40, 40)) == []


def test_a_job_that_waited_for_its_machines_and_runs_since_is_no_loop() -> None:
    """Five failures 10 s apart, then a minute of quiet: as recorded of a job submitted before its TaskManagers."""
    assert findings(66 / 60, 76 / 60, 86 / 60, 96 / 60, 106 / 60, restarts=(12, 12)) == []


def test_rescaling_is_no_failure() -> None:
    """The adaptive scheduler counts it as a restart."""
    assert findings(restarts=(0, 5)) == []


def test_failures_of_unknown_time_say_nothing() -> None:
    """They may be of last week."""
    observation = observe(*JOB)
    failures = tuple(FailureSample("bad record", Unknown("the time is not reported"), None) for _ in range(5))
    seen = Observation((observation.first, replace(observation.last, failures=failures)))
    assert list(diagnose(context(seen))) == []


def test_three_failures_in_ten_minutes_are_a_loop() -> None:
    """Between two of them the job runs, and looks well."""
    (found,) = findings(1, 4, 8, 300, restarts=(7, 7))
    assert (found.rule, found.severity) == ("restart_loop", "critical")
    assert found.message == "the job failed 3 times within 10 minutes, each time with bad record"
    assert (found.evidence[0].observed, found.evidence[0].expected, found.evidence[0].unit) == (3, 3, "failures")


def test_more_restarts_in_the_window_than_flink_keeps_are_counted() -> None:
    """By the counter."""
    (found,) = findings(0.1, 0.2, restarts=(10, 18))
    assert found.message == "the job failed 8 times in the window, each time with bad record"


def test_different_causes_are_not_said_to_be_one() -> None:
    """The newest is named, others are evidence."""
    (found,) = findings(1, 2, 3, causes=("heartbeat", "bad record"))
    assert found.message.endswith("the last time with heartbeat")
    assert [each.observed for each in found.evidence] == [3, "heartbeat", "bad record"]
