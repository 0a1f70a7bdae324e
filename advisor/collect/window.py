"""Several looks at a job and its database, spread evenly over a window."""

from __future__ import annotations

import time
from collections.abc import Callable

from advisor.collect.flink_rest import FlinkRest
from advisor.collect.postgres import Database
from advisor.model.database import DatabaseSample
from advisor.model.observation import NO_DATABASE, JobSample, Observation
from advisor.model.unknown import Unknown

# What a look found is handed out at once, so that a capture can keep the answers it came from.
AfterLook = Callable[[JobSample, DatabaseSample | Unknown], None]


def collect_observation(
    flink: FlinkRest,
    job_id: str,
    window_seconds: float,
    samples: int = 2,
    database: Database | None = None,
    after_look: AfterLook = lambda _job, _database: None,
    elapsed: Callable[[], float] = time.monotonic,
) -> Observation:
    """Look `samples` times (at least twice) in `window_seconds`. Raises CannotReach when Flink does not answer."""
    jobs, databases = [], []
    started = elapsed()
    for number in range(samples):
        due = started + number * window_seconds / (samples - 1)
        if number:
            flink.sleep(max(0.0, due - elapsed()))
        jobs.append(flink.collect_job(job_id))
        databases.append(database.look() if database else NO_DATABASE)
        after_look(jobs[-1], databases[-1])
    return Observation(tuple(jobs), known_databases(databases))


def known_databases(looks: list[DatabaseSample | Unknown]) -> tuple[DatabaseSample, ...] | Unknown:
    """All looks, or why there are not all: a database that was away in between is not known over the window."""
    found = []
    for look in looks:
        if isinstance(look, Unknown):
            return look
        found.append(look)
    return tuple(found)
