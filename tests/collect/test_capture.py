"""A capture is read back as what was seen; a broken one is named."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path

import pytest

from advisor.collect.capture import Capture, Recorder, Replay, is_capture, load_capture, read_packed, save_capture
from advisor.collect.flink_rest import FlinkRest
from advisor.collect.http import RestClient
from advisor.collect.window import collect_observation
from advisor.errors import BadInput, CannotReach
from advisor.model.observation import NO_DATABASE, Surroundings
from advisor.model.unknown import Unknown
from tests.recorded.recording import load, observe

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)


def recorded_again() -> Capture:
    """The slow job watched through a recorder, its answers coming from the first look of its capture."""
    answers = load("slow").samples[0].flink
    recorder = Recorder(Replay(answers))
    flink = FlinkRest(RestClient(recorder), lambda: NOW, lambda _seconds: None)
    collect_observation(flink, load("slow").job, 12.0, after_look=recorder.cut, elapsed=lambda: 0.0)
    return Capture(tool_version="0", job=load("slow").job, flink="recorded", samples=tuple(recorder.looks))


def test_what_was_watched_is_what_the_capture_holds() -> None:
    """Answer for answer, except the list of jobs, which is asked before, and metrics that nobody reads any more."""
    (first, second) = recorded_again().samples
    before = load("slow").samples[0].flink
    whole = {endpoint: answer for endpoint, answer in first.flink.items() if "get=checkpoint" not in endpoint}
    assert whole == {k: v for k, v in before.items() if k != "/jobs/overview" and "get=checkpoint" not in k}
    assert len(first.flink) == len(before) - 1
    assert first.flink == second.flink
    assert (first.database, recorded_again().observation().databases) == (None, NO_DATABASE)


@pytest.mark.parametrize("name", ["x.json", "x.json.gz"])
def test_a_capture_survives_its_file(tmp_path: Path, name: str) -> None:
    """Packed or not."""
    save_capture(load("slow"), tmp_path / name)
    assert load_capture(tmp_path / name) == load("slow")
    assert is_capture(read_packed(tmp_path / name))


def test_a_capture_gives_the_same_observation_every_time() -> None:
    """Nothing in it depends on the clock."""
    assert observe("slow") == observe("slow")


def test_a_database_that_did_not_answer_is_kept_as_that() -> None:
    """With its reason."""
    found = observe("database_down").databases
    assert isinstance(found, Unknown)
    assert "refused" in found.reason


def test_an_answer_that_the_capture_lacks_is_named() -> None:
    """It is no answer of Flink."""
    capture = load("slow")
    looks = tuple(look.model_copy(update={"flink": {}}) for look in capture.samples)
    with pytest.raises(CannotReach, match="the capture's /jobs/"):
        capture.model_copy(update={"samples": looks}).observation()


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\x1f\x8b broken", b'{"capture_version":1,"samples":[]}', b"[" * 9999]
)
@pytest.mark.parametrize("name", ["x.json", "x.json.gz"])
def test_a_file_that_is_none_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    """Cut off, empty, of something else."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=name):
        load_capture(tmp_path / name)


def test_a_capture_leaves_out_settings_that_are_nobodys_business() -> None:
    """Whoever gets it need not know where the cluster keeps its files."""
    answers = {
        "/jobmanager/config": [
            {"key": "heartbeat.timeout", "value": "10 s"},
            {"key": "s3.endpoint", "value": "internal.example"},
        ],
        "/jobmanager/environment": {"jvm": {"version": "17", "options": ["-Dx=/home/me"]}, "classpath": ["/home/me"]},
    }
    recorder = Recorder(Replay(answers))
    for endpoint in answers:
        recorder.fetch(endpoint)
    recorder.cut(observe("slow").last, Surroundings())
    (look,) = recorder.looks
    assert look.flink["/jobmanager/config"] == [{"key": "heartbeat.timeout", "value": "10 s"}]
    assert look.flink["/jobmanager/environment"] == {"jvm": {"version": "17"}}


def test_a_question_for_other_metrics_than_were_recorded_is_answered_as_far_as_they_were() -> None:
    """Another version of the advisor asks for others."""
    replay = Replay({"/v/subtasks/metrics?get=a,b,c&agg=sum": [{"id": "a", "sum": 1}, {"id": "c", "sum": 3}]})
    assert json.loads(replay.fetch("/v/subtasks/metrics?get=c,x&agg=sum")) == [{"id": "c", "sum": 3}]
    with pytest.raises(CannotReach):
        replay.fetch("/v/subtasks/metrics?get=x&agg=sum")
