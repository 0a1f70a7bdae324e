"""From a profile's text to a job that runs; when it does not, nothing of it is left."""

from __future__ import annotations

import signal
import sys
import zipfile
from datetime import datetime, timezone
from pathlib import Path

import pytest

from advisor.deploy.cluster import Cluster
from advisor.deploy.deployment import Deployment
from advisor.deploy.interrupts import deferred
from advisor.deploy.package import package_folder, package_of
from advisor.deploy.process import run_process
from advisor.deploy.program import Program, check_program
from advisor.deploy.versions import Versions
from advisor.errors import AdvisorError, BadInput, CannotDeploy, CannotReach
from advisor.profile.render import flink_conf

TEXT = f"extends: {flink_conf() / 'profiles' / 'base.yaml'}\noperators: {{jdbc_sink: {{batch_size: 77}}}}\n"
NOW = datetime(2026, 11, 25, 18, 2, tzinfo=timezone.utc)
SUBMITTED = (0, f"Job has been submitted with JobID {'b' * 32}\n")


class Jobs:
    """`comes_up` raises when the job shall not; ids in `ids` are alive."""

    def __init__(self, comes_up: AdvisorError | None = None) -> None:
        self.comes_up, self.ids, self.cancelled, self.away = comes_up, {"someone-else's"}, [], False

    def alive(self, name):
        assert name == "orders"
        return frozenset(self.ids)

    def knows(self, job_id):
        return job_id in self.ids

    def wait_until_up(self, _job_id):
        if self.comes_up:
            raise self.comes_up

    def cancel(self, job_id):
        if self.away:
            raise CannotReach("http://x does not answer")
        self.cancelled.append(job_id)


@pytest.fixture
def deploy(tmp_path):
    """A deployment whose client answers `answer` once it has read what it was given."""
    script = tmp_path / "mine" / "job.py"
    script.parent.mkdir()
    script.write_text("")
    (script.parent / "__init__.py").write_text("")

    def make(jobs, answer=SUBMITTED, submits=True):
        seen = {}

        def run(command):
            seen["settings"] = Path(command[-1]).read_text()
            seen["zip"] = zipfile.ZipFile(command[command.index("--pyFiles") + 1]).namelist()
            seen["command"] = command
            if submits:
                jobs.ids.add("b" * 32)
            return answer

        program = Program(script, Path("flink"))
        cluster, versions = Cluster(jobs, program.flink, run), Versions(tmp_path / "state")
        return Deployment(program, tmp_path / "profile.yaml", cluster, versions, {}, lambda: NOW), seen

    return make


def test_nothing_is_submitted_with_a_profile_that_cannot_be_rendered(deploy):
    """Told with place and key."""
    deployment, seen = deploy(Jobs())
    with pytest.raises(BadInput, match="batch_size: is 0, must be at least 1"):
        deployment.start(TEXT.replace("77", "0"), None)
    assert seen == {}


@pytest.mark.parametrize("answer", [(1, "no slots"), (0, "finished")])
def test_a_client_that_fails_leaves_nothing_behind(deploy, answer):
    """Not even a job that it submitted all the same; jobs that were there before are nobody's business."""
    jobs = Jobs()
    deployment, _ = deploy(jobs, answer)
    with pytest.raises(CannotDeploy, match="`flink run`") as told:
        deployment.start(TEXT, "file:/s")
    assert (jobs.cancelled, told.value.clean) == (["b" * 32], True)


def test_a_job_that_does_not_come_up_is_cancelled(deploy):
    """And the reason told."""
    jobs = Jobs(comes_up=CannotDeploy("job b is RUNNING after 120 s, not all of its tasks run"))
    deployment, _ = deploy(jobs)
    with pytest.raises(CannotDeploy, match="not all of its tasks run") as told:
        deployment.start(TEXT, None)
    assert (jobs.cancelled, told.value.clean) == (["b" * 32], True)


def test_what_cannot_be_cancelled_is_told(deploy):
    """Not clean: nothing may be started beside it."""
    jobs = Jobs(comes_up=CannotReach("http://x does not answer"))
    jobs.away = True
    deployment, _ = deploy(jobs)
    with pytest.raises(CannotDeploy) as told:
        deployment.start(TEXT, None)
    assert not told.value.clean


def test_a_job_that_went_to_another_cluster_is_told(deploy):
    """It writes the same rows there, so nothing is started here."""
    deployment, _ = deploy(Jobs(), submits=False)
    with pytest.raises(CannotDeploy, match="on another cluster than --flink names: cancel it there") as told:
        deployment.start(TEXT, None)
    assert not told.value.clean


def test_a_job_runs_with_the_profile_of_that_text(deploy, tmp_path):
    """Settings rendered, package zipped, and all of it kept for the way back."""
    deployment, seen = deploy(Jobs())
    assert deployment.start(TEXT, "file:/s") == "b" * 32
    assert '"batch_size": 77' in seen["settings"] or "batch_size: 77" in seen["settings"]
    assert seen["zip"] == ["mine/__init__.py", "mine/job.py"]
    command = seen["command"]
    assert command[command.index("--fromSavepoint") + 1] == "file:/s"
    assert "-Dexecution.checkpointing.interval=10 s" in command
    kept = deployment.versions.running("orders", "b" * 32)
    assert kept.folder == tmp_path / "state" / "deployments" / "orders" / "1"
    assert Path(command[-1]) == kept.folder / "job.yaml"


def test_a_script_outside_of_any_package_goes_alone(tmp_path):
    """A folder without __init__.py is none."""
    (tmp_path / "job.py").write_text("")
    assert package_of(tmp_path / "job.py") is None


def test_a_package_goes_from_its_outermost_folder_and_without_what_is_no_code(tmp_path):
    """The zip's root holds the package."""
    inner = tmp_path / "outer" / "inner"
    inner.mkdir(parents=True)
    for path in (inner / "__init__.py", inner.parent / "__init__.py", inner / "job.py", inner / "password.txt"):
        path.write_text("")
    package = package_of(inner / "job.py")
    assert package == inner.parent
    with zipfile.ZipFile(package_folder(package, tmp_path / "out.zip")) as bundle:
        assert bundle.namelist() == ["outer/__init__.py", "outer/inner/__init__.py", "outer/inner/job.py"]


@pytest.mark.parametrize("missing", ["script", "file"])
def test_missing_files_are_told_before_anything_is_done(tmp_path, missing):
    """With the option's name."""
    script = tmp_path / "job.py"
    if missing == "file":
        script.write_text("")
    with pytest.raises(BadInput, match="--script" if missing == "script" else "--py-files"):
        check_program(Program(script, Path("flink"), (tmp_path / "gone.py",)))


def test_a_client_that_hangs_is_ended():
    """With what it started."""
    with pytest.raises(CannotDeploy, match="did not end within 0 s"):
        run_process([sys.executable, "-c", "import time; time.sleep(60)"], timeout_seconds=0.3)
    with pytest.raises(CannotDeploy, match="/nowhere/flink: cannot be run"):
        run_process(["/nowhere/flink", "run"])


def test_a_client_tells_code_and_both_outputs():
    """In its environment."""
    code, said = run_process(
        [sys.executable, "-c", "import os, sys; print(os.environ['A']); sys.stderr.write('b'); sys.exit(3)"], {"A": "a"}
    )
    assert (code, sorted(said.split())) == (3, ["a", "b"])


def test_the_first_interrupt_waits_for_the_end_and_the_second_does_not():
    """What must not end halfway."""
    said, reached = [], []

    def work(*signals):
        with deferred(lambda: said.append("later")):
            for number in signals:
                signal.raise_signal(number)
                reached.append(number)

    for arriving in ((signal.SIGINT,), (signal.SIGTERM, signal.SIGINT)):
        with pytest.raises(KeyboardInterrupt):
            work(*arriving)
    assert (said, reached) == (["later", "later"], [signal.SIGINT, signal.SIGTERM])
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
