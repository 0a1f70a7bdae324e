"""A look whose metrics are still those of the look before is repeated."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

from advisor.collect.flink_rest import FlinkRest
from advisor.collect.window import STALE_LOOKS, collect_observation
from advisor.model.observation import JobSample
from tests.recorded.recording import load, observe

JOB = load("slow").job
FIRST, LAST = observe("slow").samples[0], observe("slow").samples[-1]


class Flink(FlinkRest):
    """Answers with these samples in turn, the last one for ever."""

    def __init__(self, *samples: JobSample) -> None:
        object.__setattr__(self, "samples", list(samples))
        object.__setattr__(self, "asked", 0)
        object.__setattr__(self, "slept", [])
        object.__setattr__(self, "sleep", lambda seconds: self.slept.append(seconds))  # type: ignore[attr-defined]
        object.__setattr__(self, "now", lambda: datetime(2026, 11, 23, tzinfo=timezone.utc))

    def collect_job(self, job_id: str) -> JobSample:
        object.__setattr__(self, "asked", self.asked + 1)  # type: ignore[attr-defined]
        samples: list[JobSample] = self.samples  # type: ignore[attr-defined]
        return samples.pop(0) if len(samples) > 1 else samples[0]


def looks(*samples: JobSample) -> tuple[tuple[JobSample, ...], int]:
    """What two looks take of these answers, and how many questions that took."""
    flink = Flink(*samples)
    observation = collect_observation(flink, JOB, 12.0, elapsed=lambda: 0.0)
    return observation.samples, flink.asked  # type: ignore[attr-defined]


def test_two_looks_that_differ_are_asked_for_once_each() -> None:
    """The usual case costs nothing."""
    assert looks(FIRST, LAST) == ((FIRST, LAST), 2)


def test_a_look_with_the_old_metrics_is_repeated_until_they_are_new() -> None:
    """Flink renews its cache beside the answers: now and then two seconds are not enough."""
    assert looks(FIRST, FIRST, FIRST, LAST) == ((FIRST, LAST), 4)


def test_one_stale_task_is_enough() -> None:
    """The metrics of one subtask can be late alone."""
    vertex = replace(LAST.vertices[0], subtasks=FIRST.vertices[0].subtasks)
    partly = replace(LAST, vertices=(vertex, *LAST.vertices[1:]))
    assert looks(FIRST, partly, LAST) == ((FIRST, LAST), 3)


def test_a_cluster_that_never_renews_its_metrics_is_not_asked_for_ever() -> None:
    """The report says then that they did not move."""
    samples, asked = looks(FIRST, FIRST)
    assert (samples, asked) == ((FIRST, FIRST), 2 + STALE_LOOKS)
