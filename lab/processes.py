"""Processes that this project started, known by pid and start time, so that a reused pid is never touched."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil


@dataclass(frozen=True)
class Started:
    """`born` is when the process started, in seconds of a clock that nobody sets: see `birth`."""

    pid: int
    born: float
    stop_signal: int = signal.SIGTERM

    def process(self) -> psutil.Process | None:
        """The process, if it is still this one and runs."""
        try:
            process = psutil.Process(self.pid)
            return process if birth(self.pid) == self.born and _alive(process) else None
        except psutil.NoSuchProcess:
            return None

    def family(self) -> list[psutil.Process]:
        """The process, all below it, and what stays of its session when it is gone: workers outlive a crash."""
        try:
            if birth(self.pid) != self.born:
                return []  # the pid belongs to somebody else now, and so does the session of that number
        except psutil.NoSuchProcess:
            pass
        leader = self.process()
        below = leader.children(recursive=True) if leader else []
        return [*({*below, *_session(self.pid)} - {leader}), *([leader] if leader else [])]


def birth(pid: int) -> float:
    """When the process started: seconds since boot on Linux, elsewhere since 1970. Raises psutil.NoSuchProcess.

    psutil's own answer moves with the wall clock, and a machine that wakes up would lose its stacks.
    """
    if not sys.platform.startswith("linux"):
        return psutil.Process(pid).create_time()
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError) as error:
        raise psutil.NoSuchProcess(pid) from error
    return int(after_name[19]) / os.sysconf("SC_CLK_TCK")


def rights_of(user: str | None) -> dict[str, Any]:
    """For subprocess: run as this user, with its group and no other of ours; None runs as we do."""
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def start(
    command: list[str],
    environment: Mapping[str, str],
    log: Path,
    user: str | None = None,
    stop_signal: int = signal.SIGTERM,
) -> Started:
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
            cwd=log.parent,
            **rights_of(user),
        )
    return Started(child.pid, birth(child.pid), stop_signal)


def stop(started: Started, how: int | None = None, patience_seconds: float = 20.0) -> None:
    """End the process and everything below it; by force what does not go in time. `how` replaces its own signal."""
    process = started.process()
    family = started.family()
    if process is not None:
        _signal(process, how or started.stop_signal)
        _wait([process], patience_seconds)
    left = {*family, *started.family()}
    for each in left:
        _signal(each, signal.SIGKILL)
    _wait([*left], 5.0)


def _session(leader: int) -> list[psutil.Process]:
    found = []
    for pid in psutil.pids():
        try:
            if os.getsid(pid) == leader:
                found.append(psutil.Process(pid))
        except (OSError, psutil.NoSuchProcess):
            continue
    return [process for process in found if _alive(process)]


def _alive(process: psutil.Process) -> bool:
    """A zombie has ended, whether its parent noticed or not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _wait(processes: list[psutil.Process], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while any(map(_alive, processes)) and time.monotonic() < deadline:
        time.sleep(0.02)


def _signal(process: psutil.Process, how: int) -> None:
    try:
        process.send_signal(how)
    except psutil.NoSuchProcess:
        return
