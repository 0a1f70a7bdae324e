"""Java, the password, Pythons and folders of this machine: each answer a value, whatever is there."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from advisor.doctor.looks.interpreters import PACKAGES, run_python
from advisor.doctor.looks.machine import look_at_machine, password_of
from advisor.doctor.looks.storage import why_not_writable
from advisor.doctor.seen import Interpreter, Java
from advisor.model.unknown import Unknown
from tests.doctor.healthy import profile

DATABASE = profile().database
BY_FILE = DATABASE.model_copy(update={"password_env": None})


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("said", "java"),
    [
        ('openjdk version "17.0.15" 2025-04-15', Java("17.0.15", 17)),
        ('java version "1.8.0_392"', Java("1.8.0_392", 8)),
        ('openjdk version "21" 2023-09-19', Java("21", 21)),
    ],
)
def test_java_tells_its_version(tmp_path: Path, said: str, java: Java) -> None:
    """On its error output, in the form of its time."""
    program(tmp_path / "bin" / "java", f"echo '{said}' >&2")
    assert look_at_machine(DATABASE, {"JAVA_HOME": str(tmp_path)}).java == java


@pytest.mark.parametrize("text", ["exit 1", "echo hello", "echo 'version \"17\"'; exit 3"])
def test_what_is_no_java_is_unknown(tmp_path: Path, text: str) -> None:
    """With the command that was tried."""
    java = program(tmp_path / "bin" / "java", text)
    found = look_at_machine(DATABASE, {"JAVA_HOME": str(tmp_path)}).java
    assert isinstance(found, Unknown)
    assert str(java) in found.reason


def test_no_java_is_unknown(tmp_path: Path) -> None:
    """An empty PATH, and a JAVA_HOME that leads nowhere."""
    nowhere = look_at_machine(DATABASE, {"PATH": str(tmp_path)}).java
    wrong = look_at_machine(DATABASE, {"JAVA_HOME": str(tmp_path)}).java
    assert isinstance(nowhere, Unknown)
    assert "PATH" in nowhere.reason
    assert isinstance(wrong, Unknown)
    assert f"JAVA_HOME={tmp_path}" in wrong.reason


def test_the_password_stays_out_of_what_is_told_of_it(tmp_path: Path) -> None:
    """Where it is and who may read it is all."""
    file = tmp_path / "password"
    file.write_text("s3cret\n")
    file.chmod(0o640)
    told, password = password_of(BY_FILE.model_copy(update={"password_file": str(file)}), {})
    assert password == "s3cret"
    assert (told.source, told.fault, told.mode) == (str(file), None, 0o640)
    told, password = password_of(DATABASE, {"PGPASSWORD": "s3cret"})
    assert (password, told.source, told.fault) == ("s3cret", "$PGPASSWORD", None)
    assert "s3cret" not in repr(told)


@pytest.mark.parametrize(
    ("content", "fault"), [(None, "cannot be read (No such file"), (b"\n", "is empty"), (b"\xff\xfe", "holds no text")]
)
def test_a_password_file_that_holds_none_says_why(tmp_path: Path, content: bytes | None, fault: str) -> None:
    """Missing, empty, or something else."""
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    told, _ = password_of(BY_FILE.model_copy(update={"password_file": str(file)}), {})
    assert told.fault is not None
    assert told.fault.startswith(fault)


@pytest.mark.parametrize(("environ", "fault"), [({}, "is not set"), ({"PGPASSWORD": ""}, "is empty")])
def test_a_password_variable_that_holds_none_says_why(environ: dict[str, str], fault: str) -> None:
    """By its name."""
    told, _ = password_of(DATABASE, environ)
    assert (told.source, told.fault) == ("$PGPASSWORD", fault)


def test_a_python_tells_version_and_packages() -> None:
    """The one that runs this test."""
    found = run_python(sys.executable, os.environ)
    assert isinstance(found, Interpreter)
    assert found.version == ".".join(map(str, sys.version_info[:3]))
    assert set(found.packages) == set(PACKAGES)
    assert found.packages["pydantic"]


def test_a_python_without_pyflink_says_so(tmp_path: Path) -> None:
    """What cannot be imported, with the reason; no list of Pythons without a wheel."""
    bare = program(tmp_path / "python", f'exec {sys.executable} -S -E "$@"')
    found = run_python(str(bare), {})
    assert isinstance(found, Interpreter)
    assert found.pyflink == "ModuleNotFoundError: No module named 'pyflink'"
    assert (found.packages["apache-flink"], found.supported) == (None, ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [("echo hello", "hello"), ("echo 'no such module' >&2; exit 1", "no such module"), ("exit 7", "exit code 7")],
)
def test_what_is_no_python_is_unknown(tmp_path: Path, text: str, reason: str) -> None:
    """With the last thing that it said."""
    found = run_python(str(program(tmp_path / "python", text)), os.environ)
    assert isinstance(found, Unknown)
    assert reason in found.reason


def test_a_python_that_is_not_there_is_unknown(tmp_path: Path) -> None:
    """As the system says it."""
    assert run_python(str(tmp_path / "python"), {}) == Unknown("cannot be run (No such file or directory)")


def test_a_folder_that_can_be_written_stays_as_it_was(tmp_path: Path) -> None:
    """One that is not there yet is judged by the nearest that is; nothing is made."""
    assert why_not_writable(tmp_path) is None
    assert why_not_writable(tmp_path / "a" / "b") is None
    assert why_not_writable(tmp_path, made=False) is None
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    """A file where a folder should be, and a filesystem that takes nothing, even from root."""
    (tmp_path / "file").write_text("")
    assert "Not a directory" in str(why_not_writable(tmp_path / "file" / "checkpoints"))
    assert str(why_not_writable(Path("/proc/narrows/checkpoints"))).startswith("/proc: ")
    assert why_not_writable(tmp_path / "logs", made=False) == "there is no such folder"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_the_right_to_write_says_so(tmp_path: Path) -> None:
    """Read-only for its owner."""
    tmp_path.chmod(0o500)
    assert "Permission denied" in str(why_not_writable(tmp_path / "checkpoints"))
