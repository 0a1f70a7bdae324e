"""Another parallelism for a job that runs on, over HTTP, against answers as Flink's adaptive scheduler gives them."""

from __future__ import annotations

import json

import pytest
import responses

from advisor.collect.http import Access
from advisor.deploy.flink_jobs import FlinkJobs
from advisor.deploy.http import acting_http
from advisor.deploy.rescale import Bounds, bounds_of, requirements, rescale
from advisor.errors import CannotDeploy, CannotReach

URL = "http://flink:8081"
JOB = f"{URL}/jobs/abc"
BOUNDS = {"source": Bounds(1, 1), "sink": Bounds(1, 2)}
WANTED = {"source": 1, "sink": 4}


@pytest.fixture
def jobs():
    clock = [0.0]

    def sleep(seconds):
        clock[0] += seconds

    return FlinkJobs(acting_http(URL, Access()), sleep, lambda: clock[0])


def cluster(*sink, failures=(), checkpoint=9):
    """What it answers; `sink` are the parallelisms that the sink runs with, look after look."""
    responses.put(f"{JOB}/resource-requirements", json={})
    for each in sink:
        vertices = [("source", 1), ("sink", each)]
        found = [{"id": name, "parallelism": number, "status": "RUNNING"} for name, number in vertices]
        responses.get(JOB, json={"name": "orders", "state": "RUNNING", "vertices": found})
    responses.get(f"{JOB}/checkpoints", json={"latest": {"completed": {"id": 8}}})
    responses.get(f"{JOB}/checkpoints", json={"latest": {"completed": {"id": checkpoint}}})
    responses.post(f"{JOB}/checkpoints", json={"request-id": "t"}, status=202)
    for each in failures or [()]:
        entries = [{"exceptionName": "X", "stacktrace": f"X: {at}", "timestamp": at} for at in each]
        responses.get(f"{JOB}/exceptions", json={"exceptionHistory": {"entries": entries}})


def asked():
    """The upper bound of the sink in each PUT."""
    bodies = [json.loads(call.request.body) for call in responses.calls if call.request.method == "PUT"]
    return [body["sink"]["parallelism"]["upperBound"] for body in bodies]


@responses.activate
def test_a_scheduler_that_takes_no_other_parallelism_has_no_bounds(jobs):
    """The default one answers with an error."""
    responses.get(f"{JOB}/resource-requirements", status=500, json={"errors": ["UnsupportedOperationException"]})
    assert bounds_of(jobs, "abc") is None


@responses.activate
def test_bounds_are_read_by_vertex(jobs):
    """As Flink writes them."""
    answer = {"sink": {"parallelism": {"lowerBound": 1, "upperBound": 2}}}
    responses.get(f"{JOB}/resource-requirements", json=answer)
    assert bounds_of(jobs, "abc") == {"sink": Bounds(1, 2)}


def test_lower_bounds_stay_as_low_as_they_were():
    """Where slots are missing, the job runs on with what there is; and a lower bound is never above the upper one."""
    assert requirements(BOUNDS, {"sink": 4}) == {
        "source": {"parallelism": {"lowerBound": 1, "upperBound": 1}},
        "sink": {"parallelism": {"lowerBound": 1, "upperBound": 4}},
    }
    assert requirements({"sink": Bounds(3, 4)}, {"sink": 2})["sink"]["parallelism"] == {
        "lowerBound": 2,
        "upperBound": 2,
    }


@responses.activate
def test_a_refused_rescale_changes_nothing(jobs):
    """With Flink's reason."""
    responses.put(f"{JOB}/resource-requirements", status=400, json={"errors": ["The request is incomplete"]})
    responses.get(f"{JOB}/exceptions", json={})
    responses.get(f"{JOB}/checkpoints", json={})
    with pytest.raises(CannotReach, match=r"resource-requirements answered HTTP 400: The request is incomplete"):
        rescale(jobs, "abc", BOUNDS, WANTED, 60)
    assert len(asked()) == 1


@responses.activate
def test_a_rescale_is_done_when_the_job_runs_at_it_and_has_completed_a_checkpoint(jobs):
    """A later one than before."""
    cluster(2, 2, 4)
    rescale(jobs, "abc", BOUNDS, WANTED, 60)
    assert asked() == [4]


@responses.activate
def test_a_rescale_that_does_not_come_about_is_taken_back(jobs):
    """No slots: the job never left its parallelism."""
    cluster(2)
    with pytest.raises(CannotDeploy, match="it is not rescaled") as told:
        rescale(jobs, "abc", BOUNDS, WANTED, 60)
    assert (asked(), told.value.clean) == ([4, 2], True)


@responses.activate
def test_failures_of_the_past_are_not_held_against_it(jobs):
    """Only those after it was asked count."""
    cluster(2, 4, failures=[(5, 4, 3)])
    rescale(jobs, "abc", BOUNDS, WANTED, 60)
    assert asked() == [4]


@responses.activate
def test_a_job_that_fails_at_its_new_parallelism_is_taken_back(jobs):
    """Twice since it was asked."""
    cluster(2, failures=[(5,), (7, 6, 5)])
    with pytest.raises(CannotDeploy, match="fails again and again: X: 7"):
        rescale(jobs, "abc", BOUNDS, WANTED, 60)
    assert asked() == [4, 2]


@responses.activate
def test_a_way_back_that_does_not_come_about_either_is_told(jobs):
    """Not clean: somebody must look."""
    cluster(4, checkpoint=8)
    with pytest.raises(CannotDeploy, match="it has completed no checkpoint") as told:
        rescale(jobs, "abc", BOUNDS, WANTED, 60)
    assert (asked(), told.value.clean) == ([4, 2], False)
