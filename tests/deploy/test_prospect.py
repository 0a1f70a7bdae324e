"""What a redeployment would do, and why it must not."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from advisor.deploy.planned import Plan
from advisor.deploy.prospect import prospect_of
from advisor.deploy.rescale import Bounds
from advisor.deploy.words import laid_out, prospect_lines
from tests.deploy.made import DEAD_LETTERS, SINK, SOURCE, plan, planned, running, version

FASTER = "operators: {jdbc_sink: {batch_size: 77}}\n"
WIDER = "operators: {jdbc_sink: {parallelism: 3}}\n"
BOUNDS = {each.id: Bounds(1, 1) for each in running().vertices}


@pytest.fixture
def make(tmp_path):
    """A prospect of the recorded job; `former` False: nothing is known of what runs."""

    def prospect(text=FASTER, a_plan=None, former=True, bounds=None, script="print('job')\n"):
        earlier = version(tmp_path / "former").kept(tmp_path / "kept", 3, "2026-11-25T18:02:00") if former else None
        later = version(tmp_path / "new", text, script)
        return prospect_of(running(bounds), earlier, later, a_plan or plan())

    return prospect


def refusals(prospect, allow_lost_state=False, no_way_back=False):
    return prospect.refusals(allow_lost_state=allow_lost_state, no_way_back=no_way_back)


def test_what_keeps_its_state_and_has_a_way_back_may_be_done(make):
    """Nothing to refuse."""
    assert refusals(make()) == ()


def test_state_that_would_be_lost_is_refused_unless_that_is_allowed(make):
    """By name, with what mends it."""
    prospect = make(a_plan=plan(planned(without=SOURCE)))
    assert refusals(prospect) == (
        "the state of kafka_source would be lost: no operator of the new version has that uid; give it its uid again, "
        "or leave the state behind with --allow-lost-state",
    )
    assert refusals(prospect, allow_lost_state=True) == ()


def test_another_max_parallelism_is_refused_whatever_is_allowed(make):
    """Once for each operator."""
    told = refusals(make("job: {max_parallelism: 256}\n", plan(planned(max_parallelism=256))), allow_lost_state=True)
    assert told[0] == (
        "kafka_source has max parallelism 128 and would get 256: Flink reads no state that was written with another "
        "one; leave it at 128"
    )
    assert all("max parallelism" in each for each in told)


def test_another_max_parallelism_is_refused_where_the_script_cannot_be_looked_into(make):
    """By the profile then."""
    (told,) = refusals(make("job: {max_parallelism: 256}\n", Plan(None, None)), allow_lost_state=True)
    assert told == "job.max_parallelism changes from 128 to 256: no state can be read then; leave it"


def test_another_topic_is_refused_as_the_state_is_of_the_former(make):
    """The source would go on with the old one's offsets."""
    prospect = make("kafka: {topic: other}\n")
    (told,) = refusals(prospect)
    assert told.startswith("kafka.topic changes from orders to other, and the state is of the former; ")
    assert refusals(prospect, allow_lost_state=True) == ()


def test_no_way_back_is_refused_unless_that_is_wanted(make):
    """The former version can be named."""
    prospect = make(former=False)
    (told,) = refusals(prospect)
    assert "was not deployed from here" in told
    assert "--former PROFILE" in told
    assert refusals(prospect, no_way_back=True) == ()


def test_the_steps_are_the_calls_and_commands_that_are_made(make):
    """Of the exchange, with the way back."""
    prospect = make()
    stop, run, up, proven, back = prospect.steps(Path("/flink/bin/flink"), Path("/state/4"), False)
    job = f"/jobs/{running().id}"
    assert stop == f"POST {job}/stop, and wait for the savepoint"
    assert shlex.split(run.replace("\\\n", ""))[:3] == ["/flink/bin/flink", "run", "--detached"]
    assert "  --fromSavepoint SAVEPOINT \\\n" in run
    assert run.endswith("  --python /state/4/program/job.py \\\n  --settings /state/4/job.yaml")
    assert (up, proven) == (
        "GET /jobs/NEW until every task runs",
        "POST /jobs/NEW/checkpoints, and wait until it is completed",
    )
    assert back.startswith("if that fails: PATCH /jobs/NEW?mode=cancel, then\n/flink/bin/flink run \\\n")
    assert str(prospect.former.folder) in back


def test_parallelism_alone_is_asked_of_the_running_job_where_the_scheduler_takes_it(make):
    """No savepoint, no client."""
    prospect = make(WIDER, plan(planned(parallelism=3)), bounds=BOUNDS)
    assert prospect.parallelism == dict.fromkeys(BOUNDS, 3)
    put, *_ = prospect.steps(Path("flink"), Path("/state/4"), False)
    assert put == f"PUT /jobs/{running().id}/resource-requirements"


def test_a_scheduler_that_takes_no_other_parallelism_gets_a_savepoint(make):
    """The default one."""
    assert make(WIDER, plan(planned(parallelism=3)), bounds=None).parallelism is None


def test_a_job_of_unknown_settings_is_not_rescaled(make):
    """More than the parallelism may differ."""
    assert make(WIDER, plan(planned(parallelism=3)), former=False, bounds=BOUNDS).parallelism is None


def test_a_prospect_reads_like_a_table(make):
    """What changes, the state, the way back."""
    text = FASTER + "flink: {taskmanager.memory.process.size: 3 gb}\n"
    assert laid_out(prospect_lines(make(text, plan(planned(without=DEAD_LETTERS))))).splitlines() == [
        f"job      orders {running().id} is RUNNING with version 3 (2026-11-25 18:02 UTC)",
        "changes  operators.jdbc_sink.batch_size  5000 -> 77",
        "by hand  flink.taskmanager.memory.process.size  2 gb -> 3 gb",
        "         Flink reads these when it starts: render the profile, and restart the cluster with it",
        "state    comes along: kafka_source",
        "         would be lost: dead_letters: Writer, dead_letters: Committer",
        "way back version 3, from the same savepoint",
    ]


def test_what_is_not_known_is_said(make):
    """No former version, no look into the script."""
    lines = laid_out(prospect_lines(make(former=False, a_plan=Plan(None, None)))).splitlines()
    assert lines[1] == "changes  not known: what runs now was not deployed from here"
    assert lines[2].startswith("state    not checked: the script builds its job where nobody can look into it")
    assert lines[3] == "way back none: what runs now was not deployed from here"


def test_a_checkpoint_that_could_not_be_read_is_said_with_the_reason(make):
    """Vertices alone know less than a checkpoint."""
    lines = laid_out(prospect_lines(make(a_plan=Plan(planned(), None, "no file system s3")))).splitlines()
    assert "         by vertices alone, as no checkpoint of the job can be read from here: no file system s3" in lines


def test_nothing_wider_than_the_terminal_but_what_cannot_be_broken(make):
    """Labels stand once, texts hang below themselves."""
    lines = laid_out(prospect_lines(make(former=False, a_plan=Plan(None, None))), 60).splitlines()
    assert max(map(len, lines)) <= 60
    assert [line[:9].strip() for line in lines if line[:9].strip()] == ["job", "changes", "state", "way back"]
    assert SINK not in "".join(lines)


def test_a_command_is_never_wrapped_however_narrow_the_terminal():
    """A shell must be able to take it; what goes on in another line is indented."""
    command = "2 flink run \\\n  --python /a/folder/with/a/long/name/job.py --and some more words of it"
    assert laid_out([("would do", "1 short"), ("would do", command)], 40).splitlines() == [
        "would do 1 short",
        "         2 flink run \\",
        "             --python /a/folder/with/a/long/name/job.py --and some more words of it",
    ]
