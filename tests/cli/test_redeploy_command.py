"""`advisor redeploy` as a user runs it: what would be, what is refused, what is done, and the way back."""

from __future__ import annotations

import json
import os
import signal

import click
import pytest
import responses

from advisor.cli import _deploy, redeploy
from advisor.profile.render import flink_conf
from tests.cli.deploying import AGAIN, ALONE, ILL, NEW, OLD, URL, acted, examined, job, listed, stoppable
from tests.deploy.made import SINK, SOURCE, planned, recorded_job
from tests.recorded.recording import observe

FASTER = "operators: {jdbc_sink: {batch_size: 77}}\n"
WIDER = "operators: {kafka_source: {parallelism: 2}}\n"


@pytest.fixture
def run(advisor, profile, flink_client, tmp_path):
    """The command with a profile of that text."""

    def call(text, *more):
        path = profile(ALONE + text)
        return advisor(
            *("redeploy", path, "--flink", URL, "--flink-bin", tmp_path / "flink"),
            *("--script", tmp_path / "job.py", "--no-compare", *more),
        )

    return call


@pytest.fixture
def former(advisor, profile, flink_client, tmp_path):
    """The profile's first version, submitted from here, runs as job OLD."""
    flink_client.ids = [OLD, NEW, AGAIN]
    with responses.RequestsMock(assert_all_requests_are_fired=False) as cluster:
        cluster.get(f"{URL}/jobs/overview", json={"jobs": []})
        cluster.get(f"{URL}/jobs/overview", json={"jobs": []})
        cluster.get(f"{URL}/jobs/overview", json={"jobs": [{"jid": OLD, "name": "orders", "state": "RUNNING"}]})
        cluster.get(f"{URL}/jobs/{OLD}", json={"state": "RUNNING", "vertices": [{"status": "RUNNING"}]})
        cluster.post(f"{URL}/jobs/{OLD}/checkpoints", json={"request-id": "t"}, status=202)
        cluster.get(f"{URL}/jobs/{OLD}/checkpoints", json={"latest": {"completed": {"id": 1}}})
        ended = advisor(
            *("submit", profile(ALONE), "--flink", URL, "--flink-bin", tmp_path / "flink"),
            *("--script", tmp_path / "job.py"),
        )
    assert ended.code == 0, ended.err
    flink_client.commands.clear()
    return tmp_path / ".narrows" / "deployments" / "orders"


def cluster(*states, new=NEW):
    """OLD runs and can be stopped; `states` are those of the new job."""
    listed((OLD, "RUNNING"), (new, "FINISHED"))
    job(OLD, "RUNNING")
    stoppable()
    if states:
        job(new, *states)


def steps(home):
    lines = [json.loads(line) for line in (home / "journal.jsonl").read_text().splitlines()]
    return [line["step"] for line in lines if line.get("job_id") != OLD or line["step"] == "stopped"]


@responses.activate
def test_a_dry_run_says_everything_and_does_nothing(run, former, flink_client):
    """The doctor's word, what changes, the state, the way back, every call."""
    before = sorted(path.name for path in former.rglob("*"))
    cluster()
    ended = run(FASTER, "--dry-run")
    assert (ended.code, ended.err, acted(), flink_client.commands) == (0, "", [], [])
    assert sorted(path.name for path in former.rglob("*")) == before
    lines = ended.out.splitlines()
    assert lines[0] == "doctor   fit: 1 ok"
    assert lines[1].startswith(f"job      orders {OLD} is RUNNING with version 1 (20")
    assert lines[2:5] == [
        "changes  operators.jdbc_sink.batch_size  5000 -> 77",
        "state    comes along: kafka_source, dead_letters: Writer, dead_letters: Committer",
        "way back version 1, from the same savepoint",
    ]
    assert lines[5] == f"would do 1 keep what is deployed in {former / '2'}"
    assert lines[6] == f"         2 POST /jobs/{OLD}/stop, and wait for the savepoint"
    assert lines[7] == f"         3 {former.parents[2] / 'flink'} run \\"
    assert f"             --settings {former / '2' / 'job.yaml'}" in lines
    assert lines[-1] == "nothing was done; leave --dry-run out to do it"


@responses.activate
def test_lost_state_is_refused_and_the_job_runs_on(run, former, flink_client):
    """By name; a dry run says the same."""
    flink_client.vertices = planned(without=SOURCE)
    cluster()
    ended = run(FASTER)
    assert (ended.code, acted(), flink_client.commands) == (2, [], [])
    assert ended.err.startswith("the state of kafka_source would be lost: no operator of the new version has that uid")
    dry = run(FASTER, "--dry-run")
    assert dry.code == 2
    assert "would be refused: the state of kafka_source would be lost" in dry.out


@responses.activate
def test_lost_state_may_be_left_behind(run, former, flink_client):
    """Flink is told so, too."""
    flink_client.vertices = planned(without=SOURCE)
    cluster("RUNNING")
    ended = run(FASTER, "--allow-lost-state")
    assert ended.code == 0
    assert "--allowNonRestoredState" in flink_client.commands[0]


@responses.activate
def test_another_max_parallelism_is_refused(run, former, flink_client):
    """Whatever is allowed."""
    flink_client.vertices = planned(max_parallelism=256)
    cluster()
    ended = run("job: {max_parallelism: 256}\n", "--allow-lost-state")
    assert (ended.code, acted()) == (2, [])
    assert ended.err.startswith("kafka_source has max parallelism 128 and would get 256: Flink reads no state")


@responses.activate
def test_a_job_that_was_not_deployed_from_here_has_no_way_back(run, flink_client):
    """Unless its profile is named, or none is wanted."""
    cluster()
    ended = run(FASTER)
    assert (ended.code, acted()) == (2, [])
    assert f"job {OLD} was not deployed from here" in ended.err


@responses.activate
def test_the_former_profile_can_be_named(run, flink_client, tmp_path):
    """It becomes the version that is gone back to."""
    flink_client.fails = {1: "ValueError: broken\n"}
    flink_client.ids = [AGAIN]
    base = flink_conf() / "profiles" / "base.yaml"
    (tmp_path / "former.yaml").write_text(f"extends: {base}\n{ALONE}")
    cluster("RUNNING", new=AGAIN)
    ended = run(FASTER, "--former", tmp_path / "former.yaml")
    assert ended.code == 3
    first, second = flink_client.commands
    assert (first[-1].split("/")[-2], second[-1].split("/")[-2]) == ("2", "1")
    assert ended.err.endswith(f"job {AGAIN} runs with version 1\n")


@responses.activate
def test_a_new_version_takes_the_place_of_the_former(run, former, flink_client):
    """Stopped, started from the savepoint, proven; each step on the screen and in the journal."""
    cluster("INITIALIZING", "RUNNING")
    ended = run(FASTER)
    assert (ended.code, ended.err) == (0, "")
    (command,) = flink_client.commands
    assert command[command.index("--fromSavepoint") + 1] == "file:/savepoint-1"
    assert acted() == [f"POST {URL}/jobs/{OLD}/stop", f"POST {URL}/jobs/{NEW}/checkpoints"]
    assert [line[9:] for line in ended.out.splitlines()[-4:]] == [
        f"job {OLD} is stopped; its state is in file:/savepoint-1",
        f"version 2 runs as job {NEW}",
        f"job {NEW} has completed a checkpoint",
        f"{URL}/#/job/running/{NEW}/overview",
    ]
    assert steps(former) == ["stopped", "running", "proven"]
    assert json.loads((former / "2" / "deployment.json").read_text())["job_id"] == NEW


@responses.activate
def test_a_reader_that_has_gone_does_not_leave_the_job_stopped(run, former, flink_client, monkeypatch):
    """`advisor redeploy ... | head`, or a terminal that was closed: the exchange goes on to its end."""

    def gone(lines):
        if any("is stopped" in text for _, text in lines):
            monkeypatch.setattr(click, "echo", lambda *_, **__: (_ for _ in ()).throw(BrokenPipeError(32, "gone")))
        tell(lines)

    tell = _deploy.tell
    monkeypatch.setattr(_deploy, "tell", gone)
    cluster("RUNNING")
    assert run(FASTER).code == 141  # as the shell calls it; what is said last finds nobody either
    assert len(flink_client.commands) == 1
    assert steps(former) == ["stopped", "running", "proven"]


def test_what_is_said_of_ctrl_c_may_find_nobody(monkeypatch):
    """It is said in the middle of what must be finished."""
    monkeypatch.setattr(click, "echo", lambda *_, **__: (_ for _ in ()).throw(OSError(5, "no terminal")))
    finished = []

    def terminated():
        os.kill(os.getpid(), signal.SIGTERM)
        finished.append(True)

    with pytest.raises(KeyboardInterrupt), _deploy.uninterrupted():  # at the end of it, not before
        terminated()
    assert finished


@responses.activate
def test_a_version_that_does_not_come_up_makes_way_for_the_former(run, former, flink_client):
    """From the same savepoint, by itself; exit code 3, and the last line says what runs."""
    flink_client.fails = {1: "ValueError: broken\n"}
    flink_client.ids = [NEW]
    cluster("RUNNING")
    ended = run(FASTER)
    assert ended.code == 3
    new, back = flink_client.commands
    assert [each[each.index("--fromSavepoint") + 1] for each in (new, back)] == ["file:/savepoint-1"] * 2
    assert back[-1] == str(former / "1" / "job.yaml")
    assert ended.err == (
        f"version 2 did not come up: `flink run` failed: ValueError: broken; job {NEW} runs with version 1\n"
    )
    assert steps(former) == ["stopped", "failed", "running", "returned"]


@responses.activate
def test_when_nothing_comes_up_the_command_that_goes_on_is_told(run, former, flink_client):
    """With the savepoint."""
    flink_client.fails = {1: "ValueError: broken\n", 2: "no slots\n"}
    cluster()
    ended = run(FASTER)
    assert ended.code == 3
    assert "going back failed as well" in ended.err
    assert "no job runs; the state is in file:/savepoint-1; go on with `advisor submit " in ended.err
    assert ended.err.endswith(f" --flink {URL} --from-savepoint file:/savepoint-1`\n")


@responses.activate
def test_a_script_that_fails_is_told_before_anything_is_stopped(run, former, flink_client, monkeypatch):
    """It would fail the same way afterwards."""
    monkeypatch.setattr(redeploy, "run_process", lambda _command: (1, "NameError: name 'x' is not defined\n"))
    cluster()
    ended = run(FASTER)
    assert (ended.code, acted()) == (2, [])
    assert ended.err == "job.py fails before it submits a job: NameError: name 'x' is not defined\n"


@responses.activate
def test_the_doctor_stops_it_before_anything_is_stopped(run, former, monkeypatch):
    """Exit code 1, as of the doctor."""
    monkeypatch.setattr(_deploy, "examine", examined(ILL))
    cluster()
    ended = run(FASTER)
    assert (ended.code, acted()) == (1, [])
    assert ended.out.splitlines()[-1] == (
        "nothing was done; mend what the doctor found, or redeploy all the same: --no-doctor"
    )


@responses.activate
def test_a_cluster_that_does_not_know_the_job_is_told_with_what_starts_it(run):
    """An ended one is none either."""
    listed((OLD, "FINISHED"))
    ended = run(FASTER)
    assert ended.code == 2
    assert ended.err.startswith("no job 'orders' runs here; start it with `advisor submit ")


@responses.activate
def test_another_jobs_profile_is_refused(run):
    """Before anything is looked at."""
    listed((OLD, "RUNNING"), name="payments")
    ended = run(FASTER, "--job", "payments")
    assert ended.code == 2
    assert ended.err.endswith("mine.yaml: is of the job 'orders' (job.name), not of 'payments'\n")


@responses.activate
def test_parallelism_alone_is_asked_of_the_running_job(run, former, flink_client):
    """Where the adaptive scheduler is on: no savepoint, no client; the job keeps its id."""
    flink_client.vertices = tuple(planned(without=SOURCE)) + planned(parallelism=2)[:1]
    assert flink_client.vertices[-1].id == SOURCE
    listed((OLD, "RUNNING"))
    bounds = {each.id: {"parallelism": {"lowerBound": 1, "upperBound": 1}} for each in recorded_job().vertices}
    responses.get(f"{URL}/jobs/{OLD}/resource-requirements", json=bounds)
    responses.put(f"{URL}/jobs/{OLD}/resource-requirements", json={})
    vertices = [
        {"id": each.id, "name": each.name, "status": "RUNNING", "parallelism": 1} for each in recorded_job().vertices
    ]
    responses.get(f"{URL}/jobs/{OLD}", json={"name": "orders", "state": "RUNNING", "vertices": vertices})
    wider = [{**each, "parallelism": 2 if each["id"] == SOURCE else 1} for each in vertices]
    responses.get(f"{URL}/jobs/{OLD}", json={"name": "orders", "state": "RUNNING", "vertices": wider})
    for number in (1, 1, 2):
        responses.get(f"{URL}/jobs/{OLD}/checkpoints", json={"latest": {"completed": {"id": number}}})
    responses.post(f"{URL}/jobs/{OLD}/checkpoints", json={"request-id": "t"}, status=202)
    responses.get(f"{URL}/jobs/{OLD}/checkpoints/details/1", json={})
    responses.get(f"{URL}/jobs/{OLD}/exceptions", json={})
    ended = run(WIDER)
    assert (ended.code, ended.err, flink_client.commands) == (0, "", [])
    assert acted() == [f"PUT {URL}/jobs/{OLD}/resource-requirements", f"POST {URL}/jobs/{OLD}/checkpoints"]
    put = next(json.loads(call.request.body) for call in responses.calls if call.request.method == "PUT")
    assert (put[SOURCE]["parallelism"]["upperBound"], put[SINK]["parallelism"]["upperBound"]) == (2, 1)
    assert "how      rescaled where it runs: nothing but parallelism changes" in ended.out
    assert json.loads((former / "2" / "deployment.json").read_text())["job_id"] == OLD


@pytest.fixture
def windows(monkeypatch):
    """What each window finds, in place of a cluster."""
    left = []

    def next_one(_self, *, quiet=False):
        return observe(left.pop(0))

    monkeypatch.setattr(redeploy.Source, "observe", next_one)
    monkeypatch.setattr(redeploy, "settle", lambda *_: None)
    return left.extend


@pytest.mark.parametrize(
    ("before", "after", "outcome", "code"), [("slow", "batched", "improved", 0), ("batched", "slow", "worse", 1)]
)
@responses.activate
def test_before_is_compared_with_after(
    advisor, profile, former, flink_client, windows, tmp_path, before, after, outcome, code
):
    """As `advisor compare` does, with its exit code."""
    windows([before, after])
    cluster("RUNNING")
    path = profile(ALONE + FASTER)
    ended = advisor(
        *("redeploy", path, "--flink", URL, "--flink-bin", tmp_path / "flink", "--script", tmp_path / "job.py")
    )
    assert ended.code == code, ended.err
    assert f"\n{outcome}: by throughput\n" in ended.out
