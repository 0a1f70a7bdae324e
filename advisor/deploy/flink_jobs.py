"""Stops and cancels jobs through Flink's REST API, and tells whether one has come up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import msgspec

from advisor.collect.flink_answers import JobsOverview, JobSummary, Shape
from advisor.collect.flink_cluster import collect_failures
from advisor.collect.http import RestClient
from advisor.deploy.http import ActingHttp
from advisor.errors import CannotDeploy, CannotReach

POLL_SECONDS = 0.5
ENDED = ("FINISHED", "CANCELED", "FAILED")
_UP = ("RUNNING", "FINISHED")


class _Vertex(Shape, frozen=True, gc=False):
    status: str = ""


class _Job(Shape, frozen=True, gc=False):
    """Of a job that still initializes, Flink knows little else."""

    state: str
    vertices: tuple[_Vertex, ...] = ()


class _Trigger(Shape, frozen=True, gc=False):
    id: str = msgspec.field(name="request-id")


class _Cause(Shape, frozen=True, gc=False):
    stack_trace: str = msgspec.field(default="", name="stack-trace")


class _Operation(Shape, frozen=True, gc=False):
    location: str | None = None
    failure: _Cause | None = msgspec.field(default=None, name="failure-cause")


class _Savepoint(Shape, frozen=True, gc=False):
    operation: _Operation | None = None


@dataclass(frozen=True)
class FlinkJobs:
    """The jobs of one cluster. `sleep` takes seconds, `elapsed` gives seconds of a clock that only goes forward."""

    http: ActingHttp
    sleep: Callable[[float], None]
    elapsed: Callable[[], float]

    def state(self, job_id: str) -> str:
        """Flink's word for it: RUNNING, FAILED ..."""
        return self._detail(job_id).state

    def alive(self, name: str) -> frozenset[str]:
        """Ids of the jobs of that name that have not ended."""
        return frozenset(job.id for job in self._listed() if job.name == name and job.state not in ENDED)

    def knows(self, job_id: str) -> bool:
        """Whether it is one of this cluster's."""
        return any(job.id == job_id for job in self._listed())

    def _listed(self) -> tuple[JobSummary, ...]:
        return RestClient(self.http).get("/jobs/overview", JobsOverview).jobs

    def stop_with_savepoint(self, job_id: str, timeout_seconds: float = 180) -> str:
        """Stop a job gracefully; the savepoint's path.

        Raises CannotDeploy when there is none in time, or CannotReach; not `clean`: the job may still stop.
        """
        answer = self.http.post(f"{_endpoint(job_id)}/stop", {"drain": False})
        try:
            trigger = msgspec.json.decode(answer, type=_Trigger).id
        except msgspec.DecodeError as error:
            raise CannotReach(f"{self.http.name(_endpoint(job_id))}/stop answered no request id") from error
        deadline = self.elapsed() + timeout_seconds
        try:
            while self.elapsed() < deadline:
                if (location := self._savepoint(job_id, trigger)) is not None:
                    return location
                self.sleep(POLL_SECONDS)
        except CannotReach as error:
            raise CannotDeploy(f"job {job_id} was told to stop with a savepoint: {error}", clean=False) from error
        raise CannotDeploy(f"job {job_id}: no savepoint within {timeout_seconds:.0f} s", clean=False)

    def _savepoint(self, job_id: str, trigger: str) -> str | None:
        endpoint = f"{_endpoint(job_id)}/savepoints/{quote(trigger, safe='')}"
        operation = RestClient(self.http).get(endpoint, _Savepoint).operation
        if operation is None:
            return None
        if operation.failure is not None:
            first = operation.failure.stack_trace.partition("\n")[0].strip()[:300]
            raise CannotDeploy(
                f"job {job_id} could not be stopped with a savepoint: {first or 'Flink gives no reason'}"
            )
        return operation.location

    def cancel(self, job_id: str, timeout_seconds: float = 60) -> None:
        """End a job without a savepoint; one that has ended already is left alone."""
        if self.state(job_id) in ENDED:
            return
        self.http.patch(f"{_endpoint(job_id)}?mode=cancel")
        self._wait(job_id, lambda job: job.state in ENDED, timeout_seconds, "it does not end")

    def wait_for_state(self, job_id: str, wanted: str, timeout_seconds: float = 120) -> None:
        """Raises CannotDeploy when the job ends otherwise, or takes too long."""
        self._wait(job_id, lambda job: job.state == wanted, timeout_seconds, f"wanted {wanted}")

    def wait_until_up(self, job_id: str, timeout_seconds: float = 120) -> None:
        """Until every task runs: the job alone is RUNNING already while it still asks for slots."""
        self._wait(job_id, _is_up, timeout_seconds, "not all of its tasks run")

    def _wait(self, job_id: str, reached: Callable[[_Job], bool], seconds: float, otherwise: str) -> None:
        deadline = self.elapsed() + seconds
        while not reached(job := self._detail(job_id)):
            if job.state in ENDED:
                raise CannotDeploy(f"job {job_id} is {job.state}{self._last_failure(job_id)}")
            if self.elapsed() >= deadline:
                told = f"job {job_id} is {job.state} after {seconds:.0f} s, {otherwise}"
                raise CannotDeploy(f"{told}{self._last_failure(job_id)}")
            self.sleep(POLL_SECONDS)

    def _detail(self, job_id: str) -> _Job:
        return RestClient(self.http).get(_endpoint(job_id), _Job)

    def _last_failure(self, job_id: str) -> str:
        failures = collect_failures(RestClient(self.http), _endpoint(job_id))
        return f": {failures[0].cause}" if isinstance(failures, tuple) and failures else ""


def _endpoint(job_id: str) -> str:
    return f"/jobs/{quote(job_id, safe='')}"


def _is_up(job: _Job) -> bool:
    tasks = [vertex.status for vertex in job.vertices]
    return job.state == "RUNNING" and bool(tasks) and all(status in _UP for status in tasks)
