"""Another parallelism for a job that runs on, without a savepoint: where the adaptive scheduler is on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from advisor.collect.flink_answers import Shape
from advisor.deploy.flink_jobs import FlinkJobs, endpoint_of
from advisor.errors import AdvisorError, CannotDeploy
from advisor.model.unknown import Unknown, is_known

# A job is not left between two parallelisms for want of patience.
BACK_SECONDS = 120.0

# As Flink takes it: vertex id -> {"parallelism": {"lowerBound": 1, "upperBound": 2}}
Requirements = dict[str, Any]


class Bounds(Shape, frozen=True, gc=False):
    lower: int = msgspec.field(name="lowerBound")
    upper: int = msgspec.field(name="upperBound")


class _Vertex(Shape, frozen=True, gc=False):
    parallelism: Bounds


def bounds_of(jobs: FlinkJobs, job_id: str) -> Mapping[str, Bounds] | None:
    """What each vertex may run with; None where the scheduler takes no other parallelism than the job came with."""
    found = jobs.client.ask(requirements_endpoint(job_id), dict[str, _Vertex])
    if isinstance(found, Unknown) or not found:
        return None
    return {vertex: each.parallelism for vertex, each in found.items()}


def requirements_endpoint(job_id: str) -> str:
    """Where bounds are read and set."""
    return f"{endpoint_of(job_id)}/resource-requirements"


def requirements(bounds: Mapping[str, Bounds], parallelism: Mapping[str, int]) -> Requirements:
    """The bounds with this parallelism as the upper one of each vertex.

    The lower one stays as low as it was: where slots are missing, the job runs on with what there is.
    """
    return {
        vertex: {"parallelism": {"lowerBound": min(each.lower, wanted), "upperBound": wanted}}
        for vertex, each in bounds.items()
        for wanted in (parallelism.get(vertex, each.upper),)
    }


def rescale(
    jobs: FlinkJobs, job_id: str, bounds: Mapping[str, Bounds], parallelism: Mapping[str, int], seconds: float
) -> None:
    """Ask for this parallelism of each vertex (by id), wait until the job runs with it and completes a checkpoint.

    Raises CannotReach when it is refused, CannotDeploy when it does not come about; the bounds are then what they
    were, and `clean` says whether the job runs with them.
    """
    since_ms = _last_failure_ms(jobs, job_id)
    former = {vertex: each.upper for vertex, each in bounds.items()}
    checkpoint = jobs.last_checkpoint(job_id).id
    jobs.http.put(requirements_endpoint(job_id), requirements(bounds, parallelism))
    try:
        jobs.wait_until_at(job_id, parallelism, seconds, since_ms)
        jobs.wait_until_proven(job_id, seconds, checkpoint, since_ms)
    except AdvisorError as error:
        raise CannotDeploy(str(error), clean=_back(jobs, job_id, bounds, former, seconds)) from error


def _back(
    jobs: FlinkJobs, job_id: str, bounds: Mapping[str, Bounds], former: Mapping[str, int], seconds: float
) -> bool:
    try:
        jobs.http.put(requirements_endpoint(job_id), requirements(bounds, former))
        jobs.wait_until_at(job_id, former, max(seconds, BACK_SECONDS), _last_failure_ms(jobs, job_id))
    except AdvisorError:
        return False
    return True


def _last_failure_ms(jobs: FlinkJobs, job_id: str) -> float:
    return max((each.at_ms for each in jobs.failures(job_id, 0) if is_known(each.at_ms)), default=0.0)
