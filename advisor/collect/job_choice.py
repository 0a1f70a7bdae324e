"""Which job is meant: by id, by name, or the only one that runs."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.collect.flink_answers import JobSummary
from advisor.errors import BadInput

_ENDED = ("FINISHED", "CANCELED", "FAILED")


def choose_job(jobs: Sequence[JobSummary], wanted: str | None) -> JobSummary:
    """The job `wanted` by id or name (None: the only one that has not ended).

    A name that several jobs carry means the one of them that has not ended.
    Raises BadInput with the list of jobs when there is none, or more than one.
    """
    by_id = [job for job in jobs if job.id == wanted]
    if by_id:
        return by_id[0]
    named = [job for job in jobs if wanted is None or job.name == wanted]
    alive = [job for job in named if job.state not in _ENDED]
    if len(alive) == 1:
        return alive[0]
    if not alive and wanted is not None and len(named) == 1:
        return named[0]
    raise BadInput(_which(jobs, alive or named, wanted))


def _which(jobs: Sequence[JobSummary], candidates: Sequence[JobSummary], wanted: str | None) -> str:
    if not jobs:
        return "this cluster has no job"
    if not candidates:
        return f"there is no job {wanted!r} here; there are: {_list(jobs)}"
    if wanted is None and all(job.state in _ENDED for job in candidates):
        return f"no job runs here; name an ended one with --job ID: {_list(jobs)}"
    return f"{len(candidates)} jobs fit; choose one with --job ID: {_list(candidates)}"


def _list(jobs: Sequence[JobSummary]) -> str:
    return ", ".join(f"{job.name!r} {job.id} ({job.state})" for job in jobs[:20])
