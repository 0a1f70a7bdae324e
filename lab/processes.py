"""Processes that this project started, known by pid and start time, so that a reused pid is never touched."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Started:
    """`created` is the process's start time in seconds since 1970, as the system tells it."""

    pid: int
    created: float

    def process(self) -> psutil.Process | None:
        """The process, if it is still this one and runs."""
        try:
            process = psutil.Process(self.pid)
            if abs(process.create_time() - self.created) > 0.01 or process.status() == psutil.STATUS_ZOMBIE:
                return None
        except psutil.NoSuchProcess:
            return None
        return process


def start(command: list[str], environment: Mapping[str, str], log: Path, user: str | None = None) -> Started:
    """Start in a session of its own, so that Ctrl-C in the terminal does not reach it before we end it in order."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        child = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=user,
            cwd=log.parent,
        )
    return Started(child.pid, psutil.Process(child.pid).create_time())


def stop(started: Started, how: signal.Signals = signal.SIGTERM, patience_seconds: float = 20.0) -> None:
    """End the process and everything below it; by force what does not go in time."""
    process = started.process()
    if process is None:
        return
    family = [*process.children(recursive=True), process]
    _signal(process, how)
    _gone, left = psutil.wait_procs([process], timeout=patience_seconds)
    # Python workers outlive a TaskManager that was killed; they are ours, so they go too.
    for each in family:
        if each in left or each is not process:
            _signal(each, signal.SIGKILL)
    psutil.wait_procs(family, timeout=5)


def _signal(process: psutil.Process, how: signal.Signals) -> None:
    try:
        process.send_signal(how)
    except psutil.NoSuchProcess:
        return
