"""`advisor report` from the outside: output and exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from advisor.cli import _source, advisor
from advisor.collect.capture import Replay
from tests.recorded.recording import load, path_of

ROOT = Path(__file__).parents[2]
Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """The command on a capture, in place of a cluster."""

    def call(case: str, *arguments: str) -> Result:
        command = ["report", "--capture", str(path_of(case)), *arguments]
        return CliRunner().invoke(advisor, command, standalone_mode=False)

    return call


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command on a cluster: the answers of a capture over the real way, without waiting."""

    def call(case: str, *arguments: str) -> Result:
        capture = load(case)
        looks = iter(capture.samples)
        replay = Replay(capture.samples[0].flink)

        def sleep(_seconds: float) -> None:
            look = next(looks, capture.samples[-1])
            replay.answers.update(look.flink)

        monkeypatch.setattr(_source, "Http", lambda _url, _session: replay)
        monkeypatch.setattr(_source.time, "sleep", sleep)
        command = ["report", "--flink", "http://recorded", *arguments]
        return CliRunner().invoke(advisor, command, standalone_mode=False)

    return call


def test_an_idle_job_ends_with_nothing_to_change(run: Run) -> None:
    """Exit code 0, whatever --fail-on says."""
    found = run("idle", "--fail-on", "info")
    assert (found.exit_code, found.return_value) == (0, 0)
    assert "Nothing to change." in found.stdout


@pytest.mark.parametrize(("fail_on", "code"), [("critical", 1), ("warning", 1), ("info", 1), ("never", 0)])
def test_findings_decide_the_exit_code(run: Run, fail_on: str, code: int) -> None:
    """The slow job has a critical one."""
    assert run("slow", "--fail-on", fail_on).return_value == code


def test_json_comes_alone_on_standard_output(run: Run) -> None:
    """Ready for `> report.json`."""
    found = json.loads(run("slow", "--format", "json").stdout)
    assert (found["schema_version"], found["verdict"]["operator"]) == (1, "jdbc_sink")


def test_a_profile_makes_patches(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Against the values that it has now."""
    monkeypatch.setenv("NARROWS_PASSWORD_FILE", "password")
    slow = str(ROOT / "flink-conf" / "profiles" / "slow.yaml")
    found = json.loads(run("slow", "--format", "json", "--profile", slow).stdout)
    patches = {each["patch"]["path"]: each["patch"] for each in found["plan"]["recommendations"] if each["patch"]}
    assert patches["operators.jdbc_sink.batch_size"]["current"] == 1
    assert patches["operators.jdbc_sink.batch_size"]["proposed"] > 1


def test_the_report_is_saved_beside_the_text(run: Run, tmp_path: Path) -> None:
    """One window for both; the text names the file."""
    saved = tmp_path / "saved.json"
    found = run("slow", "--save", str(saved), "--profile", str(ROOT / "flink-conf" / "profiles" / "base.yaml"))
    assert json.loads(saved.read_text())["verdict"]["operator"] == "jdbc_sink"
    assert f"advisor apply {saved}" in found.stdout


def test_a_place_where_nothing_can_be_saved_is_bad_input(run: Run, tmp_path: Path) -> None:
    """With the path."""
    found = run("slow", "--save", str(tmp_path / "no" / "saved.json"))
    assert getattr(found.exception, "exit_code", None) == 2


@pytest.mark.parametrize("window", ["0", "5", "-1", "x"])
def test_a_window_in_which_flink_tells_nothing_new_is_refused(live: Run, window: str) -> None:
    """Its metrics come from a cache of 10 s."""
    assert "--window" in str(live("slow", "--window", window).exception.format_message())  # type: ignore[union-attr]


def test_more_samples_than_flink_renews_its_metrics_are_refused(live: Run) -> None:
    """With how many the window holds."""
    found = live("slow", "--window", "30", "--samples", "9")
    assert getattr(found.exception, "exit_code", None) == 2
    assert "at most 3" in str(found.exception)


def test_a_job_that_is_not_there_is_bad_input(live: Run) -> None:
    """With the list of those that are."""
    found = live("slow", "--job", "nonsense")
    assert getattr(found.exception, "exit_code", None) == 2
    assert "'orders'" in str(found.exception)


def test_a_cluster_gives_the_same_report_as_its_capture(live: Run, run: Run) -> None:
    """The answers come the other way only; without the database, which is not in the answers of Flink."""
    over_http = json.loads(live("slow", "--job", load("slow").job, "--format", "json").stdout)
    captured = json.loads(run("slow", "--format", "json").stdout)
    assert over_http["operators"] == captured["operators"]
    assert over_http["verdict"]["operator"] == captured["verdict"]["operator"]


def test_a_cluster_and_a_capture_at_once_are_one_too_many(run: Run) -> None:
    """Nobody should have to guess which was read."""
    found = run("slow", "--flink", "http://localhost:8081")
    assert getattr(found.exception, "exit_code", None) == 2


def test_a_capture_of_another_job_is_refused(run: Run) -> None:
    """Its own name is fine."""
    assert run("slow", "--job", "orders").return_value == 1
    assert getattr(run("slow", "--job", "payments").exception, "exit_code", None) == 2


def test_neither_a_cluster_nor_a_capture_is_bad_input() -> None:
    """With what to say."""
    found = CliRunner().invoke(advisor, ["report"], standalone_mode=False)
    assert getattr(found.exception, "exit_code", None) == 2
    assert "--flink" in str(found.exception)


@pytest.mark.parametrize("text", ["", "{}", '{"capture_version": 2}', "\x00", '{"capture_version": 1, "samples": []}'])
def test_a_file_that_is_no_capture_is_named(tmp_path: Path, text: str) -> None:
    """With what is wrong."""
    file = tmp_path / "x.json"
    file.write_text(text)
    found = CliRunner().invoke(advisor, ["report", "--capture", str(file)], standalone_mode=False)
    assert getattr(found.exception, "exit_code", None) == 2
    assert str(file) in str(found.exception)
