"""Several looks at a job and what surrounds it, spread evenly over a window."""

from __future__ import annotations

import time
from collections.abc import Callable

from advisor.collect.flink_rest import METRIC_REFRESH_SECONDS, FlinkRest
from advisor.collect.surroundings import NOTHING_ELSE, Eyes
from advisor.model.observation import JobSample, Observation, Surroundings
from advisor.model.unknown import is_known, total

# How often a look is repeated whose metrics are still those of the look before.
STALE_LOOKS = 3

# What a look found is handed out at once, so that a capture can keep the answers it came from.
AfterLook = Callable[[JobSample, Surroundings], None]


def collect_observation(
    flink: FlinkRest,
    job_id: str,
    window_seconds: float,
    samples: int = 2,
    eyes: Eyes = NOTHING_ELSE,
    after_look: AfterLook = lambda _job, _surroundings: None,
    elapsed: Callable[[], float] = time.monotonic,
) -> Observation:
    """Look `samples` times (at least twice) in `window_seconds`. Raises CannotReach when Flink does not answer."""
    jobs: list[JobSample] = []
    surroundings: list[Surroundings] = []
    started = elapsed()
    for number in range(samples):
        due = started + number * window_seconds / (samples - 1)
        if number:
            flink.sleep(max(0.0, due - elapsed()))
        jobs.append(_fresh_look(flink, job_id, jobs[-1] if jobs else None))
        surroundings.append(eyes.look(jobs[-1]))
        after_look(jobs[-1], surroundings[-1])
    return Observation(tuple(jobs), tuple(surroundings))


def _fresh_look(flink: FlinkRest, job_id: str, before: JobSample | None) -> JobSample:
    """The job with metrics that are newer than those of the look before, if Flink renews them in time."""
    job = flink.collect_job(job_id)
    for _ in range(STALE_LOOKS):
        if before is None or not _has_stale_tasks(before, job):
            break
        flink.sleep(METRIC_REFRESH_SECONDS)
        job = flink.collect_job(job_id)
    return job


def _has_stale_tasks(before: JobSample, now: JobSample) -> bool:
    """Whether a task that runs on has the clocks that it had: a fetch of Flink's own was late, or failed for it."""
    earlier = {(vertex.id, task.index): task for vertex in before.vertices for task in vertex.subtasks}
    for vertex in now.vertices:
        for task in vertex.subtasks:
            then = earlier.get((vertex.id, task.index))
            if then is None or then.attempt != task.attempt or task.status != "RUNNING":
                continue
            clocks = total((task.busy_ms, task.idle_ms, task.backpressured_ms))
            if is_known(clocks) and clocks == total((then.busy_ms, then.idle_ms, then.backpressured_ms)):
                return True
    return False
