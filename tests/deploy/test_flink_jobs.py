"""Stops and waits over HTTP, against answers as Flink gives them."""

from __future__ import annotations

import json

import pytest
import requests
import responses

from advisor.collect.http import Access
from advisor.deploy.flink_jobs import FlinkJobs
from advisor.deploy.http import acting_http
from advisor.errors import CannotDeploy, CannotReach

URL = "http://flink:8081"
JOB = f"{URL}/jobs/abc"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def jobs() -> FlinkJobs:
    clock = Clock()
    return FlinkJobs(acting_http(URL, Access("Bearer secret")), clock.sleep, lambda: clock.now)


def job(state: str, *tasks: str) -> None:
    """What Flink answers of the job from now on."""
    responses.get(
        JOB, json={"jid": "abc", "name": "orders", "state": state, "vertices": [{"status": t} for t in tasks]}
    )


def failed_with(cause: str) -> None:
    entry = {"exceptionName": "X", "stacktrace": f"X\n\tat y\nCaused by: {cause}", "timestamp": 1, "taskName": "sink"}
    responses.get(f"{JOB}/exceptions", json={"exceptionHistory": {"entries": [entry]}})


def savepoint(answer: dict[str, object]) -> None:
    responses.get(f"{JOB}/savepoints/t1", json=answer)


@responses.activate
def test_an_ended_job_is_not_cancelled_again(jobs: FlinkJobs) -> None:
    """No PATCH."""
    job("FAILED")
    jobs.cancel("abc")
    assert [call.request.method for call in responses.calls] == ["GET"]


@responses.activate
def test_a_request_that_acts_is_sent_once(jobs: FlinkJobs) -> None:
    """A stop that is repeated would be another one."""
    responses.post(f"{JOB}/stop", status=503)
    with pytest.raises(CannotReach, match=r"/jobs/abc/stop answered HTTP 503"):
        jobs.stop_with_savepoint("abc")
    assert len(responses.calls) == 1


@responses.activate
def test_a_job_is_stopped_and_its_savepoint_told(jobs: FlinkJobs) -> None:
    """Without draining: it goes on later."""
    responses.post(f"{JOB}/stop", json={"request-id": "t1"}, status=202)
    savepoint({"status": {"id": "IN_PROGRESS"}, "operation": None})
    savepoint({"status": {"id": "COMPLETED"}, "operation": {"location": "file:/savepoint-1"}})
    assert jobs.stop_with_savepoint("abc") == "file:/savepoint-1"
    request = responses.calls[0].request
    assert json.loads(request.body or "") == {"drain": False}
    assert request.headers["Authorization"] == "Bearer secret"


@responses.activate
def test_a_stop_that_flink_refuses_is_told_with_its_reason(jobs: FlinkJobs) -> None:
    """Not with the stack trace around it."""
    reason = "org.apache.flink.X: Config key [execution.checkpointing.savepoint-dir] is not set."
    responses.post(f"{JOB}/stop", json={"errors": ["Internal server error.", f"{reason}\n\tat x"]}, status=400)
    with pytest.raises(CannotReach, match=r"answered HTTP 400: org.apache.flink.X: Config key .* is not set\.$"):
        jobs.stop_with_savepoint("abc")


@responses.activate
def test_a_savepoint_that_fails_is_told_with_its_cause(jobs: FlinkJobs) -> None:
    """The job runs on, that is clean."""
    responses.post(f"{JOB}/stop", json={"request-id": "t1"}, status=202)
    savepoint({"operation": {"failure-cause": {"stack-trace": "CheckpointException: expired\n\tat x"}}})
    with pytest.raises(
        CannotDeploy, match="could not be stopped with a savepoint: CheckpointException: expired"
    ) as told:
        jobs.stop_with_savepoint("abc")
    assert told.value.clean


@pytest.mark.parametrize("answer", [{"json": {"operation": None}}, {"status": 500}])
@responses.activate
def test_a_stop_without_an_end_may_still_come_about(jobs: FlinkJobs, answer: dict[str, object]) -> None:
    """So nobody may say that the job runs on."""
    responses.post(f"{JOB}/stop", json={"request-id": "t1"}, status=202)
    responses.get(f"{JOB}/savepoints/t1", **answer)  # type: ignore[arg-type]
    with pytest.raises(CannotDeploy) as told:
        jobs.stop_with_savepoint("abc", timeout_seconds=3)
    assert not told.value.clean


@responses.activate
def test_a_job_is_up_when_all_of_its_tasks_run(jobs: FlinkJobs) -> None:
    """RUNNING alone is said already while it waits for slots, and of a job without tasks nothing is known."""
    job("INITIALIZING")
    job("RUNNING")
    job("RUNNING", "RUNNING", "SCHEDULED")
    job("RUNNING", "RUNNING", "FINISHED")
    jobs.wait_until_up("abc")
    assert len(responses.calls) == 4


@responses.activate
def test_a_job_that_ends_while_it_starts_is_told_with_its_last_exception(jobs: FlinkJobs) -> None:
    """The innermost cause."""
    job("FAILED", "FAILED")
    failed_with("ValueError: no such column")
    with pytest.raises(CannotDeploy, match=r"job abc is FAILED: .*ValueError: no such column"):
        jobs.wait_until_up("abc")


@responses.activate
def test_a_job_without_slots_is_not_waited_for_for_ever(jobs: FlinkJobs) -> None:
    """Two minutes are enough."""
    job("RUNNING", "SCHEDULED")
    responses.get(f"{JOB}/exceptions", json={})
    with pytest.raises(CannotDeploy, match=r"job abc is RUNNING after 120 s, not all of its tasks run$"):
        jobs.wait_until_up("abc")


@responses.activate
def test_alive_are_the_jobs_of_that_name_that_have_not_ended(jobs: FlinkJobs) -> None:
    """Whatever else is on the cluster."""
    listed = [
        ("1", "orders", "RUNNING"),
        ("2", "orders", "FINISHED"),
        ("3", "other", "RUNNING"),
        ("4", "orders", "CREATED"),
    ]
    found = [{"jid": jid, "name": name, "state": state} for jid, name, state in listed]
    responses.get(f"{URL}/jobs/overview", json={"jobs": found})
    assert jobs.alive("orders") == {"1", "4"}


@responses.activate
def test_a_cluster_that_is_away_is_told_with_the_address(jobs: FlinkJobs) -> None:
    """As everywhere."""
    responses.post(f"{JOB}/stop", body=requests.ConnectionError("refused"))
    with pytest.raises(CannotReach, match="http://flink:8081/jobs/abc/stop does not answer"):
        jobs.stop_with_savepoint("abc")
