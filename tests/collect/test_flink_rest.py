"""Reading Flink: what is missing is unknown, what is wrong is one sentence with the endpoint."""

from __future__ import annotations

from typing import Any

import pytest
import requests
import responses

from advisor.collect.flink_answers import JobsOverview
from advisor.collect.flink_rest import FlinkRest
from advisor.collect.http import Access, Http, RestClient, new_session
from advisor.errors import BadInput, CannotReach
from advisor.model.observation import Observation
from advisor.model.unknown import Unknown, is_known
from tests.recorded.recording import load, observe, spoiled, vertex

SLOW = load("slow")
SINK = "384f397a3632e65877e902af2200b0ef"
SOURCE = "aba3eb758ec92018fab49f28978eb513"


def changed(**io_metrics: Any) -> Observation:
    """The slow job with other values in the sink's vertex detail; None takes a value away."""

    def change(answer: Any) -> Any:
        metrics = answer["subtasks"][0]["metrics"]
        for name, value in io_metrics.items():
            metrics.pop(name.replace("_", "-")) if value is None else metrics.update({name.replace("_", "-"): value})
        return answer

    return spoiled(SLOW, lambda endpoint: endpoint.endswith(SINK), change).observation()


def without(part: str) -> Observation:
    """The slow job on a cluster that answers nothing useful at these endpoints."""
    return spoiled(SLOW, lambda endpoint: part in endpoint, lambda _answer: "<html>").observation()


# What is not known


@pytest.mark.parametrize("value", ["NaN", None, -1, True, "x", 10**400])
def test_a_clock_that_is_no_number_is_unknown(value: Any) -> None:
    """NaN as Flink writes it, missing, or nonsense: never zero."""
    found = changed(accumulated_busy_time=value)
    assert vertex(found, SINK).subtasks[0].busy_ms == Unknown("busy time is not reported")


def test_a_counter_that_flink_calls_incomplete_is_unknown() -> None:
    """It is no zero."""
    found = changed(read_records=0, read_records_complete=False)
    assert not is_known(vertex(found, SINK).subtasks[0].records_in)


def test_a_metric_that_is_not_listed_is_not_asked_for() -> None:
    """One unknown name and Flink answers an empty list."""

    def change(answer: Any) -> Any:
        return [each for each in answer if not each["id"].endswith("flush_ms_total")]

    changed_list = spoiled(SLOW, lambda endpoint: endpoint.endswith(f"{SINK}/subtasks/metrics"), change)
    found = vertex(changed_list.observation(), SINK)
    assert "jdbc_sink.rows_written" in found.metrics
    assert "jdbc_sink.flush_ms_total" not in found.metrics


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ("/checkpoints", "checkpoints"),
        ("/taskmanagers", "TaskManagers"),
        ("/jobmanager/config", "configuration"),
        ("/jobmanager/environment", "JVM"),
        ("/exceptions", "exceptions"),
    ],
)
def test_what_a_verdict_can_do_without_is_unknown_and_says_where(part: str, what: str) -> None:
    """An old cluster, or one that has a proxy in front which forbids it."""
    found = without(part).last
    assert found.state == "RUNNING"
    assert part in found.not_read[what]


def test_a_task_is_as_old_as_it_runs_not_as_it_was_scheduled() -> None:
    """Deploying it and starting its Python worker takes seconds, in which it measures nothing."""
    sink = vertex(SLOW.observation(), SINK).subtasks[0]
    answer = SLOW.samples[-1].flink[f"/jobs/{SLOW.job}/vertices/{SINK}"]["subtasks"][0]
    assert sink.running_ms == answer["status-duration"]["RUNNING"]
    assert answer["duration"] > sink.running_ms

    def without_durations(answer: Any) -> Any:
        return {**answer, "subtasks": [{**each, "status-duration": None} for each in answer["subtasks"]]}

    old = spoiled(SLOW, lambda endpoint: endpoint.endswith(SINK), without_durations)
    assert vertex(old.observation(), SINK).subtasks[0].running_ms == answer["duration"]


# What is wrong


@pytest.mark.parametrize("url", ["localhost:8081", "ftp://x", "", "http://", "http://[x"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    """Before anything is asked."""
    with pytest.raises(BadInput, match="http://localhost:8081"):
        Http(url, requests.Session())


def client(url: str = "http://flink:8081", access: Access | None = None) -> RestClient:
    return RestClient(Http(url, new_session(1, access)))


@pytest.mark.parametrize("body", ["", "<html>", "[]", '{"jobs": 3}', '{"jobs": [{}]}', "[" * 100_000])
@responses.activate
def test_an_answer_of_another_shape_names_the_endpoint(body: str) -> None:
    """An HTML page, half an answer, a deep nest."""
    responses.get("http://flink:8081/jobs/overview", body=body)
    with pytest.raises(CannotReach, match="http://flink:8081/jobs/overview answered"):
        client().get("/jobs/overview", JobsOverview)


@responses.activate
def test_a_password_in_the_address_is_not_repeated() -> None:
    """Messages end in logs."""
    responses.get("http://flink:8081/jobs/overview", status=500)
    with pytest.raises(CannotReach) as caught:
        client("http://me:secret@flink:8081").get("/jobs/overview", JobsOverview)
    assert "secret" not in str(caught.value)


def test_nobody_at_the_address_is_one_sentence() -> None:
    """After the retries."""
    with pytest.raises(CannotReach, match="does not answer"):
        client("http://127.0.0.1:9").get("/jobs/overview", JobsOverview)


@responses.activate
def test_a_proxy_that_is_overloaded_is_asked_again() -> None:
    """503, then the answer."""
    responses.get("http://flink:8081/jobs/overview", status=503)
    responses.get("http://flink:8081/jobs/overview", json={"jobs": []})
    assert client().get("/jobs/overview", JobsOverview).jobs == ()


@pytest.mark.parametrize("status", [401, 403])
@responses.activate
def test_a_proxy_that_wants_a_login_says_so(status: int) -> None:
    """With what it answered."""
    responses.get("http://flink:8081/jobs/overview", status=status)
    with pytest.raises(CannotReach, match=f"wants a login .HTTP {status}"):
        client().get("/jobs/overview", JobsOverview)


@responses.activate
def test_the_login_goes_along_with_every_question() -> None:
    """As the Authorization header, whatever ~/.netrc says."""
    responses.get("http://flink:8081/jobs/overview", json={"jobs": []})
    client(access=Access(authorization="Bearer abc")).get("/jobs/overview", JobsOverview)
    assert responses.calls[0].request.headers["Authorization"] == "Bearer abc"


# What is right


@responses.activate
def test_only_get_requests_are_sent_and_four_a_vertex_at_most() -> None:
    """Nothing in the cluster is changed, and a large job costs it little."""
    asked: list[str] = []

    def answer(request: Any) -> tuple[int, dict[str, str], bytes]:
        asked.append(request.path_url)
        import json

        return 200, {}, json.dumps(SLOW.samples[0].flink.get(request.path_url, {})).encode()

    responses.add_callback(responses.GET, __import__("re").compile("http://flink:8081/.*"), callback=answer)
    flink = FlinkRest(client(), lambda: SLOW.samples[0].taken_at, lambda _seconds: None)
    job = flink.collect_job(SLOW.job)
    for each in job.vertices:
        assert 3 <= sum(each.id in endpoint for endpoint in asked) <= 4


def test_a_recorded_job_is_read_whole() -> None:
    """Names, edges, clocks, the sink's own counters, partitions."""
    job = observe("slow").last
    assert (job.name, job.state, job.flink_version, job.slots_total) == ("orders", "RUNNING", "2.3.0", 4)
    assert len(job.vertices) == 4
    assert [len(job.topology.upstream_of(each.id)) for each in job.vertices] == [0, 1, 1, 1]
    sink = vertex(observe("slow"), SINK)
    assert sink.metric("rows_written") == sink.metric("flushes")
    assert set(vertex(observe("slow"), SOURCE).partition_offsets) == {f"orders-{n}" for n in range(4)}


def test_what_surrounds_a_recorded_job_is_read() -> None:
    """TaskManager, JVM, checkpoints, settings; nothing is missing."""
    job = observe("slow").last
    assert job.not_read == {}
    assert not isinstance(job.task_managers, Unknown)
    (machine,) = job.task_managers
    assert (machine.slots, machine.cpu_cores) == (4, 2)
    assert [each.name for each in machine.collectors] == ["G1_Young_Generation", "G1_Old_Generation"]
    assert not isinstance(job.jvm, Unknown)
    assert job.jvm.major == 17
    assert not isinstance(job.checkpoints, Unknown)
    assert (job.checkpoints.interval_ms, job.checkpoints.completed > 0) == (10_000, True)
    assert job.setting("heartbeat.timeout") == "10 s"
    assert job.setting("rest.port") is None  # nobody's business
