"""`advisor submit` as a user runs it: the doctor first, then Flink's client, then the first checkpoint."""

from __future__ import annotations

import json
import re

import pytest
import requests
import responses

from advisor.cli import _deploy
from tests.cli.deploying import ALONE, ILL, NEW, OLD, URL, acted, examined, job, listed


@pytest.fixture
def submit(advisor, profile, flink_client, tmp_path):
    """The command with a profile of that text."""

    def run(text="", *more, script=None):
        path = profile(ALONE + text)
        return advisor(
            *("submit", path, "--flink", URL, "--flink-bin", tmp_path / "flink"),
            *("--script", script or tmp_path / "job.py", *more),
        )

    return run


def state_dir(tmp_path):
    return tmp_path / ".narrows"


@responses.activate
def test_a_dry_run_says_everything_and_does_nothing(submit, flink_client, tmp_path):
    """No request but GET, no client, no file."""
    listed((OLD, "FINISHED"))
    there = {each.name for each in tmp_path.iterdir()}
    ended = submit("", "--dry-run", "--from-savepoint", "file:/s")
    assert (ended.code, ended.err, acted(), flink_client.commands) == (0, "", [], [])
    assert {each.name for each in tmp_path.iterdir()} == {*there, "mine.yaml"}
    first, *steps, last = ended.out.splitlines()
    assert first == "doctor   fit: 1 ok"
    place = state_dir(tmp_path) / "deployments" / "orders" / "1"
    assert steps[0] == f"would do 1 keep what is submitted in {place}"
    assert steps[1] == f"         2 {tmp_path / 'flink'} run \\"
    words = [step.removesuffix(" \\").strip() for step in steps[2:]]
    assert words[:3] == ["--detached", "-Drest.address=flink", "-Drest.port=8081"]
    assert "--fromSavepoint file:/s" in words
    assert f"--python {place}/program/job.py" in words
    assert f"--settings {place}/job.yaml" in words
    assert last == "nothing was done; leave --dry-run out to do it"


@responses.activate
def test_a_second_job_of_that_name_is_refused(submit, flink_client):
    """Two would write the same rows; the sentence says what to do instead."""
    listed((OLD, "RUNNING"))
    ended = submit()
    assert (ended.code, flink_client.commands) == (2, [])
    assert ended.err.startswith(
        f"job 'orders' runs already ({OLD}); exchange it for this version with `advisor redeploy "
    )


@responses.activate
def test_what_the_doctor_finds_stops_it(submit, flink_client, monkeypatch, tmp_path):
    """With what mends it; nothing is kept."""
    monkeypatch.setattr(_deploy, "examine", examined(ILL))
    listed()
    ended = submit()
    assert (ended.code, flink_client.commands, acted()) == (1, [], [])
    assert ended.out.splitlines() == [
        "doctor   not fit: 1 failed, 1 ok",
        "         x there is no topic 'orders'",
        "           create it: kafka-topics.sh --create",
        "nothing was submitted; mend what the doctor found, or submit all the same: --no-doctor",
    ]
    assert not state_dir(tmp_path).exists()


@responses.activate
def test_a_dry_run_says_that_the_doctor_would_stop_it(submit, monkeypatch):
    """With the same exit code."""
    monkeypatch.setattr(_deploy, "examine", examined(ILL))
    listed()
    ended = submit("", "--dry-run")
    assert (ended.code, ended.out.splitlines()[-1]) == (1, "nothing was done; the doctor would stop it")


@responses.activate
def test_a_job_is_submitted_and_has_proven_itself(submit, flink_client, tmp_path):
    """Its id, where to look, a version kept and a journal."""
    listed()
    listed((NEW, "RUNNING"))
    job(NEW, "INITIALIZING", "RUNNING")
    ended = submit("deployment: {savepoint: 'file:/first'}\n")
    assert (ended.code, ended.err) == (0, "")
    (command,) = flink_client.commands
    assert command[command.index("--fromSavepoint") + 1] == "file:/first"
    lines = ended.out.splitlines()
    assert re.match(r"\d\d:\d\d:\d\d ", lines[1])
    assert [line[9:] for line in lines] == [
        "fit: 1 ok",
        f"version 1 runs as job {NEW}",
        f"job {NEW} has completed a checkpoint",
        f"{URL}/#/job/running/{NEW}/overview",
        f"advisor report --flink {URL} --job orders",
    ]
    home = state_dir(tmp_path) / "deployments" / "orders"
    record = json.loads((home / "1" / "deployment.json").read_text())
    assert (record["number"], record["job_id"], record["savepoint"]) == (1, NEW, "file:/first")
    lines = [json.loads(line) for line in (home / "journal.jsonl").read_text().splitlines()]
    assert [(line["job"], line["step"]) for line in lines] == [("orders", "running"), ("orders", "proven")]


@responses.activate
def test_without_the_doctor_nobody_looks(submit, monkeypatch):
    """Whoever knows better."""
    monkeypatch.setattr(_deploy, "examine", None)
    listed()
    listed((NEW, "RUNNING"))
    job(NEW, "RUNNING")
    ended = submit("", "--no-doctor")
    assert (ended.code, ended.out.splitlines()[0][9:]) == (0, f"version 1 runs as job {NEW}")


@responses.activate
def test_a_client_that_fails_leaves_nothing_and_tells_the_line_that_matters(submit, flink_client):
    """Exit code 3."""
    flink_client.fails = {1: "ModuleNotFoundError: No module named 'nothing'\n"}
    listed()
    ended = submit()
    assert ended.code == 3
    assert ended.out.splitlines()[-1][9:] == (
        "version 1 is not well: `flink run` failed: ModuleNotFoundError: No module named 'nothing'"
    )
    assert ended.err == "orders did not come up; nothing of it runs\n"


@responses.activate
def test_a_job_without_a_checkpoint_is_left_for_whoever_wants_to_know_why(submit):
    """It runs; the sentence says where to look."""
    listed()
    listed((NEW, "RUNNING"))
    job(NEW, "RUNNING", checkpoint=0)
    ended = submit("", "--timeout", "10")
    assert ended.code == 3
    assert f"version 1 is not well: job {NEW} is RUNNING after 10 s, it has completed no checkpoint\n" in ended.out
    assert ended.err.startswith(f"job {NEW} was left as it is: look at {URL}/#/job/running/{NEW}/overview, or run `adv")
    assert not any(each.startswith("PATCH") for each in acted())


@responses.activate
def test_a_job_that_fails_again_and_again_is_ended(submit):
    """Nobody would look at it."""
    listed()
    listed((NEW, "RUNNING"))
    entry = {"exceptionName": "X", "stacktrace": "ModuleNotFoundError: nothing", "timestamp": 1}
    job(NEW, "RUNNING", "RESTARTING", "RESTARTING", "CANCELED", checkpoint=0)
    responses.replace(
        responses.GET, f"{URL}/jobs/{NEW}/exceptions", json={"exceptionHistory": {"entries": [entry] * 2}}
    )
    ended = submit()
    assert (ended.code, ended.err) == (3, f"job {NEW} was ended again; nothing of it runs\n")
    assert "fails again and again: ModuleNotFoundError: nothing" in ended.out
    assert acted()[-1] == f"PATCH {URL}/jobs/{NEW}?mode=cancel"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--requirements", "/nowhere/r.txt"], "--requirements /nowhere/r.txt: there is no such file"),
        (["--archive", "/nowhere/m.zip#m"], "--archive /nowhere/m.zip: there is no such file"),
        (["--py-files", "/nowhere/x.py"], "--py-files /nowhere/x.py: there is no such file"),
        (["--flink-bin", "/nowhere/flink"], "--flink-bin /nowhere/flink: there is no /nowhere/flink; name Flink's own"),
        (["--flink", "flink:8081"], "--flink 'flink:8081' is no address; it looks like http://localhost:8081"),
    ],
)
def test_what_is_missing_is_told_first(submit, more, told):
    """One sentence, exit code 2."""
    ended = submit("", *more)
    assert (ended.code, ended.err[: len(told)]) == (2, told)


@responses.activate
def test_what_the_profile_sends_along_must_be_there(advisor, profile, flink_client, tmp_path):
    """Told with its key; but the zip of the script's own package is made anew."""
    (tmp_path / "jobs").mkdir()
    for name in ("__init__.py", "job.py"):
        (tmp_path / "jobs" / name).write_text("")
    path = profile("python: {files: [jobs.zip, lib.zip]}\n")
    ended = advisor(
        *("submit", path, "--flink", URL, "--flink-bin", tmp_path / "flink", "--script", tmp_path / "jobs" / "job.py")
    )
    assert (ended.code, flink_client.commands) == (2, [])
    assert ended.err.startswith(
        "python.files: there is no lib.zip here; make it, or set python.files to what goes along"
    )


def test_without_a_cluster_it_says_so(advisor, profile):
    """Nothing to submit to."""
    ended = advisor("submit", profile())
    assert (ended.code, ended.err) == (2, "name a cluster with --flink URL, such as http://localhost:8081\n")


@responses.activate
def test_a_cluster_that_is_away_is_told(submit):
    """Exit code 3."""
    responses.get(f"{URL}/jobs/overview", body=requests.ConnectionError("refused"))
    ended = submit()
    assert (ended.code, ended.err) == (3, f"{URL}/jobs/overview does not answer; is Flink's REST API there?\n")
