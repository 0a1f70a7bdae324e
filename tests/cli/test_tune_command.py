"""`advisor tune` as a user runs it: without --yes it is a report, with it a deployment over the real way."""

from __future__ import annotations

import json

import pytest
import requests
import responses

from advisor.cli import _settle, tune
from tests.recorded.recording import observe

URL = "http://flink:8081"
SLOW = "operators:\n  jdbc_sink: {batch_size: 1, batch_interval_ms: 0}   # one row a commit\n"
NEW = "b" * 32


@pytest.fixture
def windows(monkeypatch):
    """What each window finds, in place of a cluster."""
    left = []

    def next_one(_self, *, quiet=False):
        found = left.pop(0)
        if isinstance(found, BaseException):
            raise found
        return observe(found)

    monkeypatch.setattr(tune.Source, "observe", next_one)
    monkeypatch.setattr(_settle, "wait_until_steady", lambda *_: True)
    return left.extend


@pytest.fixture
def client(monkeypatch, tmp_path):
    """A `flink` that submits one job after the other; returns the commands that it was given."""
    flink = tmp_path / "flink"
    flink.write_text("#!/bin/sh\n")
    flink.chmod(0o755)
    (tmp_path / "job.py").write_text("")
    commands = []

    def run(command):
        commands.append(command)
        return 0, f"Job has been submitted with JobID {NEW}\n"

    monkeypatch.setattr(tune, "run_process", run)
    return commands


def call(advisor, path, tmp_path, *more):
    return advisor(
        *("tune", "--flink", URL, "--profile", path, "--flink-bin", tmp_path / "flink"),
        *("--script", tmp_path / "job.py", *more),
    )


def cluster(*states):
    """The cluster's answers around one deployment; `states` are those of the new job."""
    old = observe("slow").last.id
    known = [{"jid": NEW, "name": "orders", "state": "FINISHED"}]
    responses.get(f"{URL}/jobs/overview", json={"jobs": known})
    responses.post(f"{URL}/jobs/{old}/stop", json={"request-id": "t"}, status=202)
    responses.get(f"{URL}/jobs/{old}/savepoints/t", json={"operation": {"location": "file:/savepoint-1"}})
    for state in states:
        responses.get(f"{URL}/jobs/{NEW}", json={"state": state, "vertices": [{"status": state}]})
    responses.patch(f"{URL}/jobs/{NEW}", status=202)


@responses.activate
def test_without_yes_nothing_is_sent_and_nothing_is_written(advisor, profile, windows, client, tmp_path):
    """The report's sentence, the changes, the difference; no journal."""
    path = profile(SLOW)
    before, there = path.read_bytes(), {each.name for each in tmp_path.iterdir()}
    windows(["slow"])
    ended = call(advisor, path, tmp_path)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(
        "jdbc_sink limits this job: it commits one row at a time.\nstep 1: jdbc_sink.batch_size 1 -> 2,000, "
    )
    assert "\n-  jdbc_sink: {batch_size: 1, batch_interval_ms: 0}   # one row a commit\n" in ended.out
    assert "\n+  jdbc_sink: {batch_size: 2000, batch_interval_ms: 200" in ended.out
    assert ended.out.endswith("\nnothing was changed; add --yes\n")
    assert (len(responses.calls), client) == (0, [])
    assert path.read_bytes() == before
    assert {each.name for each in tmp_path.iterdir()} == there


@responses.activate
def test_an_idle_job_is_left_alone_even_with_yes(advisor, profile, windows, client, tmp_path):
    """And that is no failure."""
    path = profile(SLOW)
    windows(["idle"])
    ended = call(advisor, path, tmp_path, "--yes")
    assert ended.code == 0
    assert ended.out.splitlines()[-1].endswith("stopped: the limit is the input: the job takes all that comes.")
    assert (len(responses.calls), client) == (0, [])


@responses.activate
def test_with_yes_a_step_that_improves_is_kept(advisor, profile, windows, client, tmp_path):
    """Stopped with a savepoint, started from it with the changed profile, at the address that was named."""
    path = profile(SLOW)
    windows(["slow", "batched"])
    cluster("INITIALIZING", "RUNNING")
    ended = call(advisor, path, tmp_path, "--yes", "--max-steps", "1")
    assert (ended.code, ended.err) == (0, "")
    (command,) = client
    assert command[1:5] == ["run", "--detached", "-Drest.address=flink", "-Drest.port=8081"]
    assert command[command.index("--fromSavepoint") + 1] == "file:/savepoint-1"
    assert "batch_size: 2000, batch_interval_ms: 200" in path.read_text()
    (line,) = map(json.loads, (tmp_path / "tune-journal.jsonl").read_text().splitlines())
    assert (line["outcome"], line["decision"], line["savepoint"]) == ("improved", "kept", "file:/savepoint-1")
    assert line["job_id_after"] == NEW
    last = ended.out.splitlines()[-1]
    assert last.startswith("From 1,745 to ")
    assert " rec/s in 1 step, 1 kept; stopped: " in last


@responses.activate
def test_a_step_that_brings_nothing_is_rolled_back_byte_for_byte(advisor, profile, windows, client, tmp_path):
    """The same window again: the same throughput."""
    path = profile(SLOW)
    before = path.read_bytes()
    windows(["slow", "slow"])
    cluster("RUNNING", "RUNNING", "CANCELED", "RUNNING")
    ended = call(advisor, path, tmp_path, "--yes", "--max-steps", "1", "--journal", tmp_path / "journal")
    assert ended.code == 0
    assert path.read_bytes() == before
    assert [command[command.index("--fromSavepoint") + 1] for command in client] == ["file:/savepoint-1"] * 2
    (line,) = map(json.loads, (tmp_path / "journal").read_text().splitlines())
    assert (line["outcome"], line["decision"]) == ("same", "rolled_back")
    assert ended.out.splitlines()[-1].startswith("From 1,745 to 1,745 rec/s in 1 step, 0 kept; stopped: ")


@responses.activate
def test_a_job_that_does_not_come_up_is_rolled_back_with_exit_code_3(advisor, profile, windows, client, tmp_path):
    """The last line says what runs and what the profile holds."""
    path = profile(SLOW)
    before = path.read_bytes()
    windows(["slow"])
    cluster("FAILED", "RUNNING")
    responses.get(f"{URL}/jobs/{NEW}/exceptions", json={})
    ended = call(advisor, path, tmp_path, "--yes")
    assert ended.code == 3
    assert path.read_bytes() == before
    assert ended.out.splitlines()[-1] == (
        "From 1,745 to 1,745 rec/s in 1 step, 0 kept; stopped: the job did not come up with the change: "
        f"job {NEW} is FAILED; job {NEW} runs with the former settings, and the profile is as it was."
    )


@responses.activate
def test_ctrl_c_says_what_runs(advisor, profile, windows, client, tmp_path):
    """Exit code 130, as of the shell; the change runs and is in the profile, unjudged."""
    path = profile(SLOW)
    windows(["slow", KeyboardInterrupt()])
    cluster("RUNNING")
    ended = call(advisor, path, tmp_path, "--yes")
    assert ended.code == 130
    assert ended.out.splitlines()[-1].endswith(
        f"stopped: interrupted; job {NEW} runs with the change, and the profile has the change."
    )
    assert "batch_size: 2000" in path.read_text()


@responses.activate
def test_another_jobs_profile_is_refused(advisor, profile, windows, client, tmp_path):
    """Before anything is sent."""
    path = profile("job: {name: payments}\n" + SLOW)
    windows(["slow"])
    ended = call(advisor, path, tmp_path, "--yes")
    assert ended.code == 2
    assert ended.err == f"{path}: is of the job 'payments' (job.name), not of 'orders'\n"
    assert len(responses.calls) == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--flink-bin", "/nowhere/flink"], "--flink-bin /nowhere/flink: there is no /nowhere/flink; name Flink's own"),
        (["--script", "/nowhere/job.py"], "--script /nowhere/job.py: there is no such file"),
        (["--py-files", "/nowhere/x.zip"], "--py-files /nowhere/x.zip: there is no such file"),
        (
            ["--journal", "/nowhere/journal"],
            "--journal /nowhere/journal: cannot be written (No such file or directory)",
        ),
    ],
)
def test_what_a_deployment_would_fail_for_is_told_before_the_first_look(
    advisor, profile, windows, client, tmp_path, arguments, told
):
    """Not after half an hour of tuning."""
    ended = call(advisor, profile(SLOW), tmp_path, "--yes", *arguments)
    assert ended.code == 2
    assert ended.err.startswith(told)


def test_without_a_cluster_it_says_so(advisor, profile):
    """A capture cannot be tuned."""
    ended = advisor("tune", "--profile", profile(SLOW), "--yes")
    assert (ended.code, ended.err) == (2, "name a cluster with --flink URL, such as http://localhost:8081\n")


def test_a_cluster_that_is_away_is_told_at_the_first_look(advisor, profile, windows, client, tmp_path, monkeypatch):
    """Exit code 3, without a word on steps."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as away:
        away.get(f"{URL}/jobs/overview", body=requests.ConnectionError("refused"))
        monkeypatch.undo()
        ended = call(advisor, profile(SLOW), tmp_path, "--yes")
    assert ended.code == 3
    assert (ended.out, ended.err.count("\n")) == ("", 1)


@responses.activate
def test_a_dry_run_on_an_idle_job_has_nothing_to_show(advisor, profile, windows, client, tmp_path):
    """And says why."""
    windows(["idle"])
    ended = call(advisor, profile(SLOW), tmp_path)
    assert (ended.code, len(responses.calls)) == (0, 0)
    assert ended.out.splitlines()[1:] == [
        "no step to make: the limit is the input: the job takes all that comes",
        "nothing was changed",
    ]
