"""When a job that was just started does what it will do: measured, not guessed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from advisor.measure.job import measure_job
from advisor.model.observation import JobSample, Observation, Surroundings
from advisor.model.unknown import is_known

# Flink renews its metrics every 10 s: two looks closer together may see the same ones.
LOOK_EVERY_SECONDS = 10.5
STEADY_RATIO = 0.15


def wait_until_steady(
    look: Callable[[], JobSample],
    warm_up_seconds: float,
    longest_seconds: float,
    sleep: Callable[[float], None],
    elapsed: Callable[[], float],
) -> bool:
    """Look again and again until the job is steady, or the longest wait is over; whether it is steady."""
    deadline = elapsed() + longest_seconds
    samples: list[JobSample] = []
    while True:
        started = elapsed()
        samples = [*samples, look()][-3:]
        if is_steady(samples, warm_up_seconds):
            return True
        pause = LOOK_EVERY_SECONDS - (elapsed() - started)
        if elapsed() + pause >= deadline:
            sleep(max(0.0, deadline - elapsed()))
            return False
        sleep(max(0.0, pause))


def is_steady(samples: list[JobSample], warm_up_seconds: float) -> bool:
    """Whether in three looks every task was warm and the two rates in between are within 15 % of each other.

    The job must not have restarted in between.
    """
    if len(samples) < 3 or not all(_is_warm(each, warm_up_seconds) for each in samples[1:]):
        return False
    restarts = [each.restarts for each in samples]
    if not all(is_known(each) and each == restarts[0] for each in restarts):
        return False
    earlier, later = (_rate(first, last) for first, last in pairwise(samples))
    return earlier is not None and later is not None and abs(later - earlier) <= STEADY_RATIO * max(earlier, later)


def _is_warm(sample: JobSample, warm_up_seconds: float) -> bool:
    tasks = [task for vertex in sample.vertices for task in vertex.subtasks]
    young = (task for task in tasks if task.status != "FINISHED" and task.running_ms < 1000 * warm_up_seconds)
    return sample.state == "RUNNING" and bool(tasks) and next(young, None) is None


def _rate(first: JobSample, last: JobSample) -> float | None:
    """Records per second."""
    throughput = measure_job(Observation((first, last), (Surroundings(), Surroundings()))).throughput
    return throughput if is_known(throughput) else None
