"""Several looks at a job and what surrounds it, spread evenly over a window."""

from __future__ import annotations

import time
from collections.abc import Callable

from advisor.collect.flink_rest import FlinkRest
from advisor.collect.surroundings import NOTHING_ELSE, Eyes
from advisor.model.observation import JobSample, Observation, Surroundings

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
    jobs, surroundings = [], []
    started = elapsed()
    for number in range(samples):
        due = started + number * window_seconds / (samples - 1)
        if number:
            flink.sleep(max(0.0, due - elapsed()))
        jobs.append(flink.collect_job(job_id))
        surroundings.append(eyes.look(jobs[-1]))
        after_look(jobs[-1], surroundings[-1])
    return Observation(tuple(jobs), tuple(surroundings))
