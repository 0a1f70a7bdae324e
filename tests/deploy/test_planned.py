"""What Flink's client says a version would be, without submitting it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.deploy.planned import PLAN_JOB, plan_version
from advisor.errors import BadInput
from tests.deploy.made import SOURCE, version

VERTEX = {"id": SOURCE, "name": "Source: x", "parallelism": 2, "max_parallelism": 128, "operators": [SOURCE]}
STATE = {"id": SOURCE, "max_parallelism": 128, "has_state": True, "name": "x"}


def client(answer, code=0, output=""):
    """A client of Flink's whose Python writes this answer; the commands it was given."""
    commands = []

    def run(command):
        commands.append(command)
        if answer is not None:
            Path(command[command.index("--python") + 2]).write_text(json.dumps(answer))
        return code, output

    return run, commands


def test_a_client_is_asked_in_a_way_that_can_submit_nothing(tmp_path):
    """The advisor's script in the job's place, with an executor that does not exist."""
    run, commands = client({"vertices": [VERTEX], "states": [STATE], "not_read": ""})
    made = version(tmp_path)
    plan_version(made, Path("/flink"), "file:/c/chk-1", run)
    (command,) = commands
    assert command[:5] == ["/flink", "run", "--detached", "--target", "nowhere"]
    at = command.index("--python")
    assert command[at + 1] == str(PLAN_JOB)
    assert command[at + 3 :] == [
        "file:/c/chk-1",
        str(made.folder / "program" / "job.py"),
        "--settings",
        str(made.folder / "job.yaml"),
    ]
    assert not Path(command[at + 2]).exists()


def test_vertices_and_states_are_read(tmp_path):
    """As the client wrote them."""
    run, _ = client({"vertices": [VERTEX], "states": [STATE], "not_read": ""})
    found = plan_version(version(tmp_path), Path("flink"), None, run)
    assert (found.vertices[0].operators, found.states[0].has_state) == ((SOURCE,), True)


def test_a_checkpoint_that_cannot_be_read_is_said(tmp_path):
    """The plan is none the less there."""
    run, _ = client({"vertices": [VERTEX], "states": None, "not_read": "no file system s3"})
    found = plan_version(version(tmp_path), Path("flink"), "s3://b/chk-1", run)
    assert (found.states, found.not_read, len(found.vertices)) == (None, "no file system s3", 1)


def test_a_job_of_the_table_api_cannot_be_looked_into(tmp_path):
    """It would submit in a way of its own, which ends at the executor that does not exist."""
    output = "Caused by: java.lang.IllegalStateException: No ExecutorFactory found to execute the application.\n"
    run, _ = client({"vertices": None, "states": [STATE], "not_read": ""}, 1, output)
    assert plan_version(version(tmp_path), Path("flink"), None, run).vertices is None


@pytest.mark.parametrize("answer", [None, {"vertices": None, "states": None, "not_read": ""}])
def test_a_script_that_fails_is_told_before_anything_is_stopped(tmp_path, answer):
    """With the one line that matters."""
    run, _ = client(answer, 1, "ModuleNotFoundError: No module named 'nothing'\n")
    with pytest.raises(BadInput, match=r"^job.py fails before it submits a job: ModuleNotFoundError: No module"):
        plan_version(version(tmp_path), Path("flink"), None, run)
