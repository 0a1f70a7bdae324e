"""`flink run`: the words of the command, and the one line of its output that matters."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from advisor.deploy.flink_run import (
    Submission,
    command_told,
    find_flink,
    flink_run_command,
    reason_of,
    rest_options,
    submit,
)
from advisor.errors import BadInput, CannotDeploy

FRAMES = "\tat org.apache.flink.client.cli.CliFrontend.main(CliFrontend.java:1165)\n"
ABORTED = (
    "org.apache.flink.client.program.ProgramAbortException: java.lang.RuntimeException: Python process exits with "
    f"code: 2\n{FRAMES}Caused by: java.lang.RuntimeException: Python process exits with code: 2\n{FRAMES}"
    "\t... 14 more\n"
)
TRACEBACK = 'Traceback (most recent call last):\n  File "/x/jobs.py", line 3, in <module>\n    import nothing\n'
SUBMITTED = "WARNING: a restricted method\nJob has been submitted with JobID 0123456789abcdef0123456789abcdef\n"


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("", "it printed nothing"),
        (f"kafka.topic: there is no topic 'x'\n{ABORTED}", "kafka.topic: there is no topic 'x'"),
        (
            f"{TRACEBACK}ModuleNotFoundError: No module named 'nothing'\n{ABORTED}",
            "ModuleNotFoundError: No module named 'nothing'",
        ),
        (ABORTED, "java.lang.RuntimeException: Python process exits with code: 2"),
        (
            f"------\n The program finished with the following exception:\n\norg.apache.flink.X: no slots\n{FRAMES}",
            "org.apache.flink.X: no slots",
        ),
        (
            f": org.apache.flink.util.FlinkException: Failed to execute job 'x'.\n{FRAMES}Caused by: X: no\n{FRAMES}"
            f"Caused by: java.net.ConnectException: Connection refused\n{FRAMES}{ABORTED}",
            "org.apache.flink.util.FlinkException: Failed to execute job 'x' "
            "(java.net.ConnectException: Connection refused)",
        ),
        ("connect failed: postgresql://me:hunter2@db/x", "connect failed: postgresql://me:******@db/x"),
    ],
)
def test_the_reason_is_one_line_without_frames_and_secrets(output: str, reason: str) -> None:
    """What the job said goes before what Java made of it."""
    assert reason_of(output) == reason


@pytest.mark.parametrize(
    ("code", "output", "told"),
    [
        (1, f"kafka.topic: there is no topic 'x'\n{ABORTED}", "`flink run` failed: kafka.topic: there is no topic 'x'"),
        (0, "Program execution finished\n", "`flink run` told no job id: Program execution finished"),
        (1, SUBMITTED, "`flink run` failed: Job has been submitted with JobID 0123456789abcdef0123456789abcdef"),
    ],
)
def test_a_client_that_fails_is_told_in_a_sentence(code: int, output: str, told: str) -> None:
    """An id beside a failure is no success."""
    with pytest.raises(CannotDeploy) as raised:
        submit(Path("flink"), Submission(Path("job.py")), lambda _: (code, output))
    assert str(raised.value) == told


def test_the_command_holds_savepoint_files_and_arguments_in_flinks_order(tmp_path: Path) -> None:
    """Flink's options before --python, the script's behind."""
    said = []

    def run(command: list[str]) -> tuple[int, str]:
        said.append(command)
        return 0, SUBMITTED

    job = tmp_path / "job.py"
    files = (tmp_path / "a.zip", tmp_path / "b.py")
    found = submit(
        Path("/f/flink"), Submission(job, ("--settings", "job.yaml"), files, "file:/s", ("-Drest.port=8081",)), run
    )
    assert found == "0123456789abcdef0123456789abcdef"
    assert said == [
        [
            *("/f/flink", "run", "--detached", "-Drest.port=8081", "--fromSavepoint", "file:/s"),
            *("--pyFiles", f"{files[0]},{files[1]}", "--python", str(job), "--settings", "job.yaml"),
        ]
    ]


def test_without_a_savepoint_and_files_neither_is_named() -> None:
    """A first submission."""
    assert flink_run_command(Path("flink"), Submission(Path("/job.py"))) == [
        *("flink", "run", "--detached", "--python", "/job.py")
    ]


def test_a_command_for_people_has_a_line_for_each_option_and_a_shell_takes_it() -> None:
    """With what belongs to the option beside it."""
    words = ["/f/flink", "run", "--detached", "-Dinterval=10 s", "--python", "/a b/job.py", "--settings", "job.yaml"]
    told = command_told(words)
    assert told.splitlines() == [
        "/f/flink run \\",
        "  --detached \\",
        "  '-Dinterval=10 s' \\",
        "  --python '/a b/job.py' \\",
        "  --settings job.yaml",
    ]
    assert shlex.split(told.replace("\\\n", "")) == words


def test_without_any_flink_it_says_what_to_do(tmp_path: Path) -> None:
    """FLINK_HOME, PATH, or the option."""
    with pytest.raises(BadInput, match="set FLINK_HOME, or name the client: --flink-bin"):
        find_flink(None, {"PATH": str(tmp_path)})
    with pytest.raises(BadInput, match="FLINK_HOME=/nowhere: there is no /nowhere/bin/flink"):
        find_flink(None, {"FLINK_HOME": "/nowhere"})
    with pytest.raises(BadInput, match="--flink-bin /nowhere/flink: there is no"):
        find_flink(Path("/nowhere/flink"), {})


def test_what_is_named_goes_before_flink_home_and_that_before_the_path(tmp_path: Path) -> None:
    """As the help says."""
    home, path = tmp_path / "home" / "bin", tmp_path / "path"
    for folder in (home, path):
        folder.mkdir(parents=True)
        (folder / "flink").write_text("#!/bin/sh\n")
        (folder / "flink").chmod(0o755)
    environ = {"FLINK_HOME": str(home.parent), "PATH": str(path)}
    assert find_flink(path / "flink", environ) == path / "flink"
    assert find_flink(None, environ) == home / "flink"
    assert find_flink(None, {"PATH": str(path)}) == path / "flink"


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("http://jm:8081", ("-Drest.address=jm", "-Drest.port=8081")),
        ("http://jm:8081/", ("-Drest.address=jm", "-Drest.port=8081")),
        ("https://jm", ("-Drest.address=jm", "-Drest.port=443")),
        ("http://jm", ("-Drest.address=jm", "-Drest.port=80")),
        ("https://proxy/flink", ()),
    ],
)
def test_the_client_submits_where_the_advisor_looks(url: str, options: tuple[str, ...]) -> None:
    """Not where FLINK_CONF_DIR happens to point; through a proxy's path the client cannot go."""
    assert rest_options(url) == options
