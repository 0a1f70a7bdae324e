"""Runs a client of Flink's to its end, out of reach of the terminal's Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from advisor.errors import CannotDeploy

CLIENT_SECONDS = 300.0

# Command -> exit code, and what it printed on both of its outputs. Raises CannotDeploy when it cannot run.
RunProcess = Callable[[list[str]], tuple[int, str]]


def run_process(
    command: list[str],
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
    timeout_seconds: float = CLIENT_SECONDS,
) -> tuple[int, str]:
    """Run a command (None: with this process' environment, and in its folder)."""
    try:
        # A session of its own: Ctrl-C would end it halfway, with nobody to say whether the job was submitted.
        process = subprocess.Popen(
            command,
            env=environ,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise CannotDeploy(f"{command[0]}: cannot be run ({error.strerror})") from error
    try:
        output, _ = process.communicate(timeout=timeout_seconds)
    except subprocess.TimeoutExpired as error:
        raise CannotDeploy(f"`{command[0]} {command[1]}` did not end within {timeout_seconds:.0f} s") from error
    finally:
        if process.returncode is None:
            _end(process)
    return process.returncode, output


def _end(process: subprocess.Popen[str]) -> None:
    """With the Java and Python processes that the script started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
