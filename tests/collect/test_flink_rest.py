"""Reading Flink: what is missing is unknown, what is wrong is one sentence with the endpoint."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import requests
import responses
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.advise import advise
from advisor.collect.flink_answers import JobsOverview
from advisor.collect.http import RestClient, new_session
from advisor.errors import AdvisorError, BadInput, CannotReach
from advisor.model.settings import JobSettings
from advisor.model.unknown import Unknown, is_known
from advisor.report.json import from_json, to_json
from advisor.report.report import Report
from advisor.report.text import render_text
from tests.recorded.recording import load, observe, session

SLOW = load("slow")
SINK = "384f397a3632e65877e902af2200b0ef"


def vertex_url(recording: dict[str, Any], part: str = "") -> str:
    return next(url for url in recording["flink"] if SINK in url and url.endswith(f"{SINK}{part}"))


def changed(**io_metrics: Any) -> dict[str, Any]:
    """The slow recording with other values in the sink's vertex detail; None takes a value away."""
    recording = copy.deepcopy(SLOW)
    for answer in recording["flink"][vertex_url(recording)]:
        metrics = answer["subtasks"][0]["metrics"]
        for name, value in io_metrics.items():
            key = name.replace("_", "-")
            metrics.pop(key) if value is None else metrics.update({key: value})
    return recording


# What is not known


@pytest.mark.parametrize("value", ["NaN", None, float("nan"), -1, True, "x", 10**400])
def test_a_clock_that_is_no_number_is_unknown(value: Any) -> None:
    """NaN as Flink writes it, missing, or nonsense: never zero."""
    found = observe(changed(accumulated_busy_time=value))
    sink = next(vertex for vertex in found.last.vertices if vertex.id == SINK)
    assert sink.subtasks[0].busy_ms == Unknown("busy time is not reported")


def test_a_counter_that_flink_calls_incomplete_is_unknown() -> None:
    """It is no zero."""
    found = observe(changed(read_records=0, read_records_complete=False))
    sink = next(vertex for vertex in found.last.vertices if vertex.id == SINK)
    assert not is_known(sink.subtasks[0].records_in)


def test_a_metric_that_is_not_listed_is_not_asked_for() -> None:
    """One unknown name and Flink answers an empty list."""
    recording = copy.deepcopy(SLOW)
    listed = vertex_url(recording, "/subtasks/metrics")
    for answer in recording["flink"][listed]:
        answer[:] = [each for each in answer if not each["id"].endswith("flush_ms_total")]
    sink = next(vertex for vertex in observe(recording).last.vertices if vertex.id == SINK)
    assert sorted(sink.metrics) == ["jdbc_sink.flushes", "jdbc_sink.rows_written"]


# What is wrong


@pytest.mark.parametrize("url", ["localhost:8081", "ftp://x", "", "http://"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    """Before anything is asked."""
    with pytest.raises(BadInput, match="http://localhost:8081"):
        RestClient(url, requests.Session())


@pytest.mark.parametrize("body", ["", "<html>", "[]", '{"jobs": 3}', '{"jobs": [{}]}', "[" * 100_000])
@responses.activate
def test_an_answer_of_another_shape_names_the_endpoint(body: str) -> None:
    """An HTML page, half an answer, a deep nest."""
    responses.get("http://flink:8081/jobs/overview", body=body)
    with pytest.raises(CannotReach, match="http://flink:8081/jobs/overview answered"):
        RestClient("http://flink:8081", requests.Session()).get("/jobs/overview", JobsOverview)


@responses.activate
def test_a_password_in_the_address_is_not_repeated() -> None:
    """Messages end in logs."""
    responses.get("http://flink:8081/jobs/overview", status=500)
    with pytest.raises(CannotReach) as caught:
        RestClient("http://me:secret@flink:8081", requests.Session()).get("/jobs/overview", JobsOverview)
    assert "secret" not in str(caught.value)


def test_nobody_at_the_address_is_one_sentence() -> None:
    """After the retries."""
    with pytest.raises(CannotReach, match="does not answer"):
        RestClient("http://127.0.0.1:9", new_session(1)).get("/jobs/overview", JobsOverview)


@responses.activate
def test_a_proxy_that_is_overloaded_is_asked_again() -> None:
    """503, then the answer."""
    responses.get("http://flink:8081/jobs/overview", status=503)
    responses.get("http://flink:8081/jobs/overview", json={"jobs": []})
    assert RestClient("http://flink:8081", new_session(1)).get("/jobs/overview", JobsOverview).jobs == ()


# What is right


def test_only_get_requests_are_sent() -> None:
    """Nothing in the cluster is changed."""
    replayed = session(SLOW)
    observe(SLOW, via=replayed)
    assert replayed.get_adapter("http://recorded").methods == {"GET"}  # type: ignore[attr-defined]


def test_a_recorded_job_is_read_whole() -> None:
    """Names, edges, clocks and the sink's own counters."""
    job = observe(SLOW).last
    assert (job.name, job.state, job.flink_version, job.slots_total) == ("orders", "RUNNING", "2.3.0", 4)
    assert len(job.vertices) == 4
    assert [len(job.topology.upstream_of(vertex.id)) for vertex in job.vertices] == [0, 1, 1, 1]
    sink = next(vertex for vertex in job.vertices if vertex.id == SINK)
    assert sink.metric("rows_written") == sink.metric("flushes")


JUNK = st.sampled_from(
    [None, -1, 0, 10**400, 1.5, "NaN", "", "x" * 20_000, "\x1b[2J", [], {}, [[]], True, [None], {"a": {}}]
)


@st.composite
def mutations(draw: st.DrawFn) -> dict[str, Any]:
    """The slow recording with one to three places of its answers spoiled."""
    recording = copy.deepcopy(SLOW)
    for _ in range(draw(st.integers(1, 3))):
        answers = recording["flink"][draw(st.sampled_from(sorted(recording["flink"])))]
        index = draw(st.integers(0, len(answers) - 1))
        if isinstance(answers[index], bytes):
            continue
        if draw(st.booleans()):
            text = json.dumps(answers[index]).encode()
            answers[index] = text[: draw(st.integers(0, len(text)))]
        else:
            answers[index] = _spoil(draw, answers[index])
    return recording


def _spoil(draw: st.DrawFn, node: Any) -> Any:
    """Go down a random way and put junk, nothing, or another order at its end."""
    if not isinstance(node, list | dict) or not node or draw(st.integers(0, 5)) == 0:
        return list(reversed(node)) if isinstance(node, list) and draw(st.booleans()) else copy.deepcopy(draw(JUNK))
    key = draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
    if draw(st.integers(0, 5)) == 0:
        del node[key]
    else:
        node[key] = _spoil(draw, node[key])
    return node


@given(mutations())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_spoiled_answer_ends_in_a_report_or_a_sentence(recording: dict[str, Any]) -> None:
    """Never in a traceback, and a report is whole."""
    sentence, report = _outcome(recording)
    if report is None:
        assert len(sentence.splitlines()) == 1
    else:
        assert from_json(to_json(report), "r") == report
        assert "\x1b" not in render_text(report).plain


def _outcome(recording: dict[str, Any]) -> tuple[str, Report | None]:
    try:
        return "", advise(observe(recording), JobSettings())
    except AdvisorError as error:
        return str(error), None
