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


def failed_with(cause: str, times: int = 1) -> None:
    entry = {"exceptionName": "X", "stacktrace": f"X\n\tat y\nCaused by: {cause}", "timestamp": 1, "taskName": "sink"}
    responses.get(f"{JOB}/exceptions", json={"exceptionHistory": {"entries": [entry] * times}})


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
    responses.get(f"{JOB}/exceptions", json={})
    jobs.wait_until_up("abc")
    assert [call.request.url for call in responses.calls].count(JOB) == 4


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
def test_one_failure_while_a_job_starts_is_an_accident(jobs: FlinkJobs) -> None:
    """A slot that was not free yet, say."""
    job("RESTARTING", "CREATED")
    job("RUNNING", "RUNNING")
    failed_with("NoResourceAvailableException")
    jobs.wait_until_up("abc")
    assert [call.request.url for call in responses.calls].count(JOB) == 2


@responses.activate
def test_a_job_that_fails_twice_is_not_waited_for(jobs: FlinkJobs) -> None:
    """With a restart strategy it would go on for ever, and never be FAILED."""
    job("RESTARTING", "CREATED")
    failed_with("ValueError: no such column", times=2)
    with pytest.raises(CannotDeploy, match=r"^job abc fails again and again: ValueError: no such column$"):
        jobs.wait_until_up("abc")


@responses.activate
def test_an_error_out_of_a_python_worker_is_told_by_its_last_line(jobs: FlinkJobs) -> None:
    """As Flink 2.3 wraps it: the traceback stands in the middle of Java's."""
    job("RESTARTING", "FAILED")
    harness = "java.lang.RuntimeException: Error received from SDK harness for instruction 1: "
    python = 'Traceback (most recent call last):\n  File "orders.py", line 7\n    raise X\nRuntimeError: planted'
    failed_with(f"{harness}{python}\n\n\tat org.apache.beam.X(X.java:180)", times=2)
    with pytest.raises(CannotDeploy, match=r"^job abc fails again and again: RuntimeError: planted$"):
        jobs.wait_until_up("abc")


@responses.activate
def test_a_job_has_proven_itself_with_its_first_checkpoint(jobs: FlinkJobs) -> None:
    """It is asked for: the next one by interval may be far."""
    job("RUNNING", "RUNNING")
    responses.post(f"{JOB}/checkpoints", json={"request-id": "t"}, status=202)
    responses.get(f"{JOB}/checkpoints", json={"latest": {"completed": None}})
    responses.get(f"{JOB}/checkpoints", json={"latest": {"completed": {"id": 8, "external_path": "file:/c/chk-8"}}})
    responses.get(f"{JOB}/exceptions", json={})
    jobs.wait_until_proven("abc", 60)
    assert [call.request.method for call in responses.calls].count("POST") == 1
    assert jobs.last_checkpoint("abc").path == "file:/c/chk-8"


@responses.activate
def test_a_checkpoint_from_before_proves_nothing(jobs: FlinkJobs) -> None:
    """After a rescale the job is the same one, and has completed many."""
    job("RUNNING", "RUNNING")
    responses.post(f"{JOB}/checkpoints", status=404)  # before 1.17
    responses.get(f"{JOB}/checkpoints", json={"latest": {"completed": {"id": 8}}})
    responses.get(f"{JOB}/exceptions", json={})
    with pytest.raises(CannotDeploy, match=r"is RUNNING after 60 s, it has completed no checkpoint$"):
        jobs.wait_until_proven("abc", 60, after_checkpoint=8)


@responses.activate
def test_a_job_that_has_finished_needs_no_checkpoint(jobs: FlinkJobs) -> None:
    """A bounded one may end before its first, and before anybody saw it run."""
    job("FINISHED", "FINISHED")
    responses.post(f"{JOB}/checkpoints", status=404)
    jobs.wait_until_up("abc")
    jobs.wait_until_proven("abc", 60)
    assert [call.request.url for call in responses.calls][-1] == JOB  # that it has finished is what settles it


@responses.activate
def test_a_job_that_runs_and_then_fails_has_not_proven_itself(jobs: FlinkJobs) -> None:
    """Python workers start with the first records: every task runs before the function is found to be missing."""
    job("RUNNING", "RUNNING")
    job("RESTARTING", "FAILED")
    responses.post(f"{JOB}/checkpoints", json={"request-id": "t"}, status=202)
    responses.get(f"{JOB}/checkpoints", json={"latest": {"completed": None}})
    failed_with("ModuleNotFoundError: No module named 'nothing'", times=2)
    with pytest.raises(CannotDeploy, match="fails again and again: ModuleNotFoundError"):
        jobs.wait_until_proven("abc", 60)


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
