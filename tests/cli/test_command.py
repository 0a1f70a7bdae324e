"""However a command ends, it ends with an exit code and a message, never with a traceback."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import advisor.cli as cli
from advisor.errors import BadInput, CannotReach, NotEnoughData


@pytest.fixture
def ending(monkeypatch, capsys):
    """What `main` does when the command raises `error`: exit code and messages."""

    def end(error, *arguments):
        def raise_it(**_):
            raise error

        monkeypatch.setattr(cli, "advisor", raise_it)
        monkeypatch.setattr(sys, "argv", ["advisor", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, capsys.readouterr().err

    return end


def test_the_version_is_that_of_the_package(advisor):
    """And nothing is wrong."""
    assert advisor("--version").out == f"advisor, version {version('narrows')}\n"


def test_help_names_every_command_that_has_a_file(advisor):
    """A new command is a new file; there is no list to edit."""
    files = {path.stem for path in Path(cli.__file__).parent.glob("[!_]*.py")}
    shown = advisor("--help")
    assert shown.code == 0
    assert files == set(cli.advisor.commands)
    assert [name for name in files if f"\n  {name} " not in shown.out] == []
    assert [line for line in shown.out.splitlines()[1:] if line.endswith("...")] == []


@pytest.mark.parametrize(("arguments"), [["--nonsense"], ["nonsense"], ["render"], ["apply", "x"]])
def test_wrong_usage_ends_with_2_and_says_how(advisor, arguments):
    """On stderr."""
    ended = advisor(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert "Try 'advisor" in ended.err


@pytest.mark.parametrize(("error", "code"), [(BadInput, 2), (CannotReach, 3), (NotEnoughData, 4)])
def test_an_error_is_its_sentence_and_its_exit_code(ending, error, code):
    """The tree of advisor/errors.py."""
    assert ending(error("it is like this")) == (code, "it is like this\n")


def test_debug_shows_where_an_error_comes_from(ending):
    """With its cause."""
    error = BadInput("it is like this")
    error.__cause__ = ValueError("the cause")
    code, message = ending(error, "--debug", "render")
    assert code == 2
    assert "ValueError: the cause" in message
    assert message.endswith("\nit is like this\n")


def test_an_interrupt_ends_with_130(ending):
    """As a shell expects it."""
    assert ending(KeyboardInterrupt()) == (130, "interrupted\n")


def test_a_reader_that_goes_away_is_no_error(profile):
    """`advisor ... | head` says nothing of pipes, and does not end with 1, which means findings."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [Path(sys.executable).with_name("advisor"), "render", profile(), "--target", "job.yaml"]
    ended = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_an_output_that_cannot_be_written_is_one_sentence(profile):
    """A full disk is told, and does not end with 1, which means findings."""
    command = [Path(sys.executable).with_name("advisor"), "render", profile(), "--target", "job.yaml"]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (2, "the output cannot be written (No space left on device)\n")
