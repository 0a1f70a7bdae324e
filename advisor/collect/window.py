"""Two looks at a job and its database, a window apart."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from advisor.collect.flink_rest import FlinkRest
from advisor.collect.postgres import collect_database
from advisor.model.observation import DatabaseSample, Observation


def collect_observation(
    flink: FlinkRest,
    job_id: str,
    window_seconds: float,
    database: Any = None,
    elapsed: Callable[[], float] = time.monotonic,
) -> Observation:
    """Look, wait, look again. `database` is an open connection or None. Raises CannotReach."""
    started = elapsed()
    first, first_database = _look(flink, job_id, database)
    flink.sleep(max(0.0, window_seconds - (elapsed() - started)))
    last, last_database = _look(flink, job_id, database)
    both = (first_database, last_database) if first_database and last_database else None
    return Observation(first, last, both)


def _look(flink: FlinkRest, job_id: str, database: Any) -> tuple[Any, DatabaseSample | None]:
    job = flink.collect_job(job_id)
    return job, collect_database(database) if database is not None else None
