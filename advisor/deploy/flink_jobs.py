"""Stops and cancels jobs through Flink's REST API, and tells whether one has come up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import msgspec

from advisor.collect.flink_answers import JobsOverview, JobSummary, Shape
from advisor.collect.flink_cluster import collect_failures
from advisor.collect.http import RestClient
from advisor.deploy.http import ActingHttp
from advisor.errors import CannotDeploy, CannotReach
from advisor.model.observation import FailureSample
from advisor.model.unknown import Unknown, is_known

POLL_SECONDS = 0.5
ENDED = ("FINISHED", "CANCELED", "FAILED")
_UP = ("RUNNING", "FINISHED")
# One failure while a job starts may be an accident (a slot that was not free yet); the same again is none.
FAILURES_OF_A_BROKEN_JOB = 2


class Vertex(Shape, frozen=True, gc=False):
    """What runs as one; `max_parallelism` is 0 when Flink does not say."""

    id: str = ""
    name: str = ""
    status: str = ""
    parallelism: int = 0
    max_parallelism: int = msgspec.field(default=0, name="maxParallelism")


class Job(Shape, frozen=True, gc=False):
    """Of a job that still initializes, Flink knows little else."""

    state: str
    vertices: tuple[Vertex, ...] = ()
    name: str = ""


class _Trigger(Shape, frozen=True, gc=False):
    id: str = msgspec.field(name="request-id")


class _Cause(Shape, frozen=True, gc=False):
    stack_trace: str = msgspec.field(default="", name="stack-trace")


class _Operation(Shape, frozen=True, gc=False):
    location: str | None = None
    failure: _Cause | None = msgspec.field(default=None, name="failure-cause")


class _Savepoint(Shape, frozen=True, gc=False):
    operation: _Operation | None = None


class Completed(Shape, frozen=True, gc=False):
    """A checkpoint; `path` is none where it cannot be found from outside of the cluster."""

    id: int = 0
    path: str | None = msgspec.field(default=None, name="external_path")


class _Latest(Shape, frozen=True, gc=False):
    completed: Completed | None = None


class _Checkpoints(Shape, frozen=True, gc=False):
    latest: _Latest = _Latest()


@dataclass(frozen=True)
class FlinkJobs:
    """The jobs of one cluster. `sleep` takes seconds, `elapsed` gives seconds of a clock that only goes forward."""

    http: ActingHttp
    sleep: Callable[[float], None]
    elapsed: Callable[[], float]

    @property
    def client(self) -> RestClient:
        """To look only."""
        return RestClient(self.http)

    def state(self, job_id: str) -> str:
        """Flink's word for it: RUNNING, FAILED ..."""
        return self.detail(job_id).state

    def detail(self, job_id: str) -> Job:
        """The job with its vertices."""
        return self.client.get(endpoint_of(job_id), Job)

    def alive(self, name: str) -> frozenset[str]:
        """Ids of the jobs of that name that have not ended."""
        return frozenset(job.id for job in self.listed() if job.name == name and job.state not in ENDED)

    def knows(self, job_id: str) -> bool:
        """Whether it is one of this cluster's."""
        return any(job.id == job_id for job in self.listed())

    def listed(self) -> tuple[JobSummary, ...]:
        """All that the cluster knows, ended ones too."""
        return self.client.get("/jobs/overview", JobsOverview).jobs

    def stop_with_savepoint(self, job_id: str, timeout_seconds: float = 180) -> str:
        """Stop a job gracefully; the savepoint's path.

        Raises CannotDeploy when there is none in time, or CannotReach; not `clean`: the job may still stop.
        """
        answer = self.http.post(stop_endpoint(job_id), {"drain": False})
        try:
            trigger = msgspec.json.decode(answer, type=_Trigger).id
        except msgspec.DecodeError as error:
            raise CannotReach(f"{self.http.name(stop_endpoint(job_id))} answered no request id") from error
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
        endpoint = f"{endpoint_of(job_id)}/savepoints/{quote(trigger, safe='')}"
        operation = self.client.get(endpoint, _Savepoint).operation
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
        self.http.patch(f"{endpoint_of(job_id)}?mode=cancel")
        self._wait(job_id, lambda job: job.state in ENDED, timeout_seconds, "it does not end")

    def wait_for_state(self, job_id: str, wanted: str, timeout_seconds: float = 120) -> None:
        """Raises CannotDeploy when the job ends otherwise, or takes too long."""
        self._wait(job_id, lambda job: job.state == wanted, timeout_seconds, f"wanted {wanted}")

    def wait_until_up(self, job_id: str, timeout_seconds: float = 120) -> None:
        """Until every task runs: the job alone is RUNNING already while it still asks for slots.

        A job that has finished has been up. Raises CannotDeploy, as soon as it has failed twice.
        """
        self._wait(job_id, _was_up, timeout_seconds, "not all of its tasks run", since_ms=0)

    def wait_until_proven(
        self, job_id: str, timeout_seconds: float, after_checkpoint: int = 0, since_ms: float = 0
    ) -> None:
        """Until it runs and has completed a checkpoint later than that one.

        A checkpoint is asked for, so that none is waited for in vain. A job that has finished has proven itself.
        Raises CannotDeploy, as soon as it has failed twice since that moment.
        """
        self.trigger_checkpoint(job_id)

        def proven(job: Job) -> bool:
            return job.state == "FINISHED" or (is_up(job) and self.last_checkpoint(job_id).id > after_checkpoint)

        self._wait(job_id, proven, timeout_seconds, "it has completed no checkpoint", since_ms)

    def wait_until_at(
        self, job_id: str, parallelism: Mapping[str, int], timeout_seconds: float, since_ms: float
    ) -> None:
        """Until its vertices (by id) run with this parallelism; failures count from `since_ms` (since 1970)."""

        def reached(job: Job) -> bool:
            now = {each.id: each.parallelism for each in job.vertices}
            return is_up(job) and all(now.get(each) == wanted for each, wanted in parallelism.items())

        self._wait(job_id, reached, timeout_seconds, "it is not rescaled", since_ms=since_ms)

    def trigger_checkpoint(self, job_id: str) -> None:
        """Ask for one now; before 1.17 Flink takes none by request, then the next one by interval must do."""
        try:
            self.http.post(f"{endpoint_of(job_id)}/checkpoints", {"checkpointType": "CONFIGURED"})
        except CannotReach:
            return

    def last_checkpoint(self, job_id: str) -> Completed:
        """The last one that was completed; its `id` is 0 when there is none."""
        found = self.client.ask(f"{endpoint_of(job_id)}/checkpoints", _Checkpoints)
        return Completed() if isinstance(found, Unknown) else found.latest.completed or Completed()

    def failures(self, job_id: str, since_ms: float) -> tuple[FailureSample, ...]:
        """The newest, of those after that moment (milliseconds since 1970)."""
        found = collect_failures(self.client, endpoint_of(job_id))
        if isinstance(found, Unknown):
            return ()
        return tuple(each for each in found if not is_known(each.at_ms) or each.at_ms > since_ms)

    def _wait(
        self,
        job_id: str,
        reached: Callable[[Job], bool],
        seconds: float,
        otherwise: str,
        since_ms: float | None = None,
    ) -> None:
        """`since_ms`: give up when it fails again and again after that moment; None: whatever happens to it."""
        deadline = self.elapsed() + seconds
        while not reached(job := self.detail(job_id)):
            ended, late = job.state in ENDED, self.elapsed() >= deadline
            looks = ended or late or since_ms is not None
            failures = self.failures(job_id, since_ms or 0) if looks else ()
            reason = f": {failures[0].cause}" if failures else ""
            if ended:
                raise CannotDeploy(f"job {job_id} is {job.state}{reason}")
            if since_ms is not None and is_broken(failures):
                raise CannotDeploy(f"job {job_id} fails again and again{reason}")
            if late:
                raise CannotDeploy(f"job {job_id} is {job.state} after {seconds:.0f} s, {otherwise}{reason}")
            self.sleep(POLL_SECONDS)


def endpoint_of(job_id: str) -> str:
    """Of the job, in Flink's REST API."""
    return f"/jobs/{quote(job_id, safe='')}"


def stop_endpoint(job_id: str) -> str:
    """Where a job is told to stop with a savepoint."""
    return f"{endpoint_of(job_id)}/stop"


def is_up(job: Job) -> bool:
    """Whether every task runs."""
    tasks = [vertex.status for vertex in job.vertices]
    return job.state == "RUNNING" and bool(tasks) and all(status in _UP for status in tasks)


def is_broken(failures: Sequence[FailureSample]) -> bool:
    """Whether a job that failed like this, since it was started, will fail again."""
    return len(failures) >= FAILURES_OF_A_BROKEN_JOB


def _was_up(job: Job) -> bool:
    return job.state == "FINISHED" or is_up(job)
