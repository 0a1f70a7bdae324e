"""The command as a user runs it: exit code, and what it prints where."""

import sys
from dataclasses import dataclass

import pytest

from advisor import cli
from advisor.profile.render import flink_conf


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


@pytest.fixture
def advisor(monkeypatch, capsys):
    """Run `advisor` with arguments, and environment variables by keyword."""
    for name in ("PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD", "KAFKA_BOOTSTRAP_SERVERS"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments, **environ):
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["advisor", *map(str, arguments)])
            for name, value in environ.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                cli.main()
        printed = capsys.readouterr()
        return Outcome(ended.value.code or 0, printed.out, printed.err)

    return run


@pytest.fixture
def profile(tmp_path):
    """Write an overlay of the shipped base profile; returns its path."""

    def write(text=""):
        path = tmp_path / "mine.yaml"
        path.write_text(f"extends: {flink_conf() / 'profiles' / 'base.yaml'}\n{text}")
        return path

    return write


@pytest.fixture
def flink_client(monkeypatch, tmp_path):
    """Flink's client for `submit` and `redeploy`, a script for it, and a doctor who finds everything well."""
    from advisor.cli import _deploy, redeploy
    from tests.cli.deploying import WELL, Client, Clock, examined

    flink = tmp_path / "flink"
    flink.write_text("#!/bin/sh\n")
    flink.chmod(0o755)
    (tmp_path / "job.py").write_text("")
    found = Client()
    monkeypatch.setattr(_deploy, "run_process", found)
    monkeypatch.setattr(redeploy, "run_process", found)
    monkeypatch.setattr(_deploy, "examine", examined(WELL))
    monkeypatch.setattr(_deploy, "time", Clock())
    return found
