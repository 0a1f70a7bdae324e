"""What was deployed is kept as it was, whatever becomes of the files that it came from."""

from __future__ import annotations

import zipfile
from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.deploy.flink_run import flink_run_command
from advisor.deploy.program import Program, check_program
from advisor.deploy.version import RECORD, make_version, read_version
from advisor.deploy.versions import KEPT, Versions
from advisor.errors import BadInput
from advisor.profile.document import read_document
from advisor.profile.profile import check_profile
from advisor.profile.render import flink_conf
from tests.deploy.made import version

NOW = datetime(2026, 11, 25, 18, 2, tzinfo=timezone.utc)


def test_a_job_that_was_not_deployed_from_here_has_no_version(tmp_path):
    """Nor has one whose folder was made and never finished."""
    versions = Versions(tmp_path)
    assert (versions.of("orders"), versions.running("orders", "a")) == ((), None)
    (tmp_path / "deployments" / "orders" / "1").mkdir(parents=True)
    assert (versions.of("orders"), versions.next_number("orders")) == ((), 2)


def test_a_version_outlives_its_files(tmp_path):
    """Script, package and settings are read back and submitted from the copy."""
    made = version(tmp_path, "operators: {jdbc_sink: {batch_size: 77}}\n")
    versions = Versions(tmp_path / "state")
    versions.keep(made, NOW).submitted("a", "file:/s").write()
    for path in (tmp_path / "mine" / "job.py", tmp_path / "orders.yaml", *made.folder.iterdir()):
        if path.is_file():
            path.unlink()
    kept = versions.running("orders", "a")
    assert (kept.record.number, kept.record.kept_at, kept.record.savepoint) == (
        1,
        "2026-11-25T18:02:00+00:00",
        "file:/s",
    )
    job = kept.submission("file:/s")
    assert job.script.read_text() == "print('job')\n"
    assert zipfile.ZipFile(job.py_files[0]).namelist() == ["mine/__init__.py", "mine/job.py"]
    assert "77" in Path(job.arguments[1]).read_text()
    assert "-Dexecution.checkpointing.interval=10 s" in job.options


def test_the_version_that_runs_is_the_last_one_that_was_given_the_job(tmp_path):
    """A rescale keeps the job's id."""
    versions = Versions(tmp_path / "state")
    made = version(tmp_path)
    for job_id in ("a", "b", "b"):
        versions.keep(made, NOW).submitted(job_id, None).write()
    assert versions.running("orders", "b").record.number == 3
    assert versions.running("orders", "a").record.number == 1


def test_only_the_last_versions_are_kept(tmp_path):
    """The oldest go, numbers go on."""
    versions = Versions(tmp_path / "state")
    made = version(tmp_path)
    for _ in range(KEPT + 2):
        versions.keep(made, NOW)
    assert [each.record.number for each in versions.of("orders")] == list(range(3, KEPT + 3))


def test_git_is_told_to_leave_it_alone(tmp_path):
    """It lies beside a profile in a repository."""
    Versions(tmp_path / "state").keep(version(tmp_path), NOW)
    assert (tmp_path / "state" / ".gitignore").read_text() == "*\n"


def test_the_same_files_make_the_same_version(tmp_path):
    """Whenever they were written; one changed character makes another."""
    one, other, third = (version(tmp_path / name, script=text) for name, text in [("a", "1"), ("b", "1"), ("c", "2")])
    assert one.record.digest == other.record.digest != third.record.digest


def test_everything_that_goes_along_is_kept(tmp_path):
    """Files of one name do not meet."""
    for name in ("a/x.py", "b/x.py", "req.txt", "models.zip", "job.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    program = Program(
        tmp_path / "job.py",
        Path("flink"),
        (tmp_path / "a" / "x.py", tmp_path / "b" / "x.py"),
        ("-Drest.port=1",),
        tmp_path / "req.txt",
        (f"{tmp_path / 'models.zip'}#models",),
    )
    path = flink_conf() / "profiles" / "base.yaml"
    folder = tmp_path / "made"
    folder.mkdir()
    made = make_version(program, check_profile(read_document(path, {})), path, folder)
    command = flink_run_command(program.flink, made.submission(None, allow_lost_state=True))
    files = command[command.index("--pyFiles") + 1].split(",")
    assert [Path(each).read_text() for each in files] == ["a/x.py", "b/x.py"]
    assert Path(command[command.index("--pyRequirements") + 1]).read_text() == "req.txt"
    archive, _, unpacked = command[command.index("--pyArchives") + 1].partition("#")
    assert (Path(archive).read_text(), unpacked) == ("models.zip", "models")
    assert command[3] == "-Drest.port=1"
    assert "--allowNonRestoredState" in command


@pytest.mark.parametrize(
    ("program", "told"),
    [
        (Program(Path("/nowhere/job.py"), Path("flink")), "--script /nowhere/job.py: there is no such file"),
        (
            Program(Path(__file__), Path("flink"), requirements=Path("/nowhere/r.txt")),
            "--requirements /nowhere/r.txt: there is no such file",
        ),
        (
            Program(Path(__file__), Path("flink"), archives=("/nowhere/m.zip#m",)),
            "--archive /nowhere/m.zip: there is no such file",
        ),
    ],
)
def test_a_missing_file_is_told_with_its_option(program, told):
    """Before anything is done."""
    with pytest.raises(BadInput) as raised:
        check_program(program)
    assert str(raised.value) == told


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"job": 7}', "\0"])
def test_a_record_that_is_none_is_told_with_its_place(tmp_path, content):
    """One sentence, no guess."""
    (tmp_path / RECORD).write_text(content)
    with pytest.raises(BadInput, match=f"{RECORD}: is no record of a deployment; move .* away"):
        read_version(tmp_path)


def test_a_state_dir_that_cannot_be_written_is_told(tmp_path):
    """With the option that names another one."""
    (tmp_path / "state").write_text("a file")
    with pytest.raises(BadInput, match="name another folder: --state-dir"):
        Versions(tmp_path / "state").keep(version(tmp_path), NOW)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_no_name_of_a_job_leads_out_of_the_folder(name):
    """Slashes and dots are characters there."""
    place = Versions(Path("/state")).place(name, 1)
    assert place.parent.parent == Path("/state/deployments")
    assert place.parent.name not in (".", "..")
