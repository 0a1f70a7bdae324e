"""`advisor report` from the outside: output and exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from advisor.cli import advisor, report
from tests.recorded.recording import load, session

ROOT = Path(__file__).parents[2]
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command, with a recording in place of the network and no waiting."""

    def call(case: str, *arguments: str) -> Result:
        recording: dict[str, Any] = load(case)
        monkeypatch.setattr(report, "new_session", lambda _connections: session(recording))
        monkeypatch.setattr(report.time, "sleep", lambda _seconds: None)
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
def test_a_window_in_which_flink_tells_nothing_new_is_refused(run: Run, window: str) -> None:
    """Its metrics come from a cache of 10 s."""
    assert "--window" in str(run("slow", "--window", window).exception.format_message())  # type: ignore[union-attr]


def test_a_job_that_is_not_there_is_bad_input(run: Run) -> None:
    """With the list of those that are."""
    found = run("slow", "--job", "nonsense")
    assert getattr(found.exception, "exit_code", None) == 2
    assert "'orders'" in str(found.exception)
