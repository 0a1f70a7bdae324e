"""Starts, watches and ends the parts of one stack; several stacks live side by side under their names."""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from lab.errors import LabError, PartFailed
from lab.interrupts import interruptible, uninterrupted
from lab.processes import start, stop
from lab.stack import flink, kafka, postgres
from lab.stack.part import Part
from lab.stack.ports import choose_ports
from lab.stack.state import State, home_of, lab_folder, load, locked, ports_of_others

START_SECONDS = 90.0
MINIMUM_FREE_BYTES = 2 << 30
_PORTS = ("postgres", "kafka", "kafka_controller", "jobmanager", "rest")

Say = Callable[[str], None]


class Stack:
    """One stack. `Stack.up` starts what does not run, `Stack.attach` finds one that was started before."""

    def __init__(self, name: str, home: Path, state: State) -> None:
        self.name, self.home, self._state = name, home, state

    @classmethod
    def up(
        cls,
        name: str = "default",
        *,
        task_managers: int | None = None,
        flink_config: flink.Configuration | None = None,
        say: Say = lambda _line: None,
        minimum_free_bytes: int = MINIMUM_FREE_BYTES,
    ) -> Stack:
        """Start the stack, or what of it does not run. On any failure nothing of it is left running.

        `task_managers` (default 1) and `flink_config` (Flink's keys) are remembered; only a stack of which nothing runs
        takes others. Raises LabError: a part that fails (with the end of its log), a full disk, a tampered jar.
        """
        home = home_of(name)
        with interruptible(), locked(home):
            home.mkdir(exist_ok=True)
            stack = cls(name, home, load(home) or State())
            stack._settle(task_managers, flink_config)
            missing = [part for part in stack.parts() if not stack._state.runs(part.name)]
            try:
                if missing:
                    _check_disk(home, minimum_free_bytes)
                    stack._start(missing, say)
            except BaseException as error:
                stack._stop_all()
                if _is_full(home):
                    raise LabError(f"the disk that holds {home} is full. {error}") from error
                if isinstance(error, OSError):
                    raise LabError(f"stack {name!r} could not be started in {home}: {error}") from error
                raise
        return stack

    @classmethod
    def attach(cls, name: str = "default") -> Stack:
        """The stack of that name, running or not. Raises LabError when it was never started."""
        home = home_of(name)
        state = load(home)
        if state is None:
            raise LabError(f"there is no stack {name!r} in {lab_folder()}; start it with `make up NAME={name}`")
        return cls(name, home, state)

    def down(self, *, purge: bool = True) -> None:
        """End all parts; `purge` also removes their data."""
        with self._changing():
            self._stop_all()
            if purge:
                shutil.rmtree(self.home, ignore_errors=True)

    def parts(self) -> list[Part]:
        ports = self._state.ports
        return [
            postgres.part(self.home, ports["postgres"]),
            *flink.parts(self.home, ports, self._state.task_managers, self._state.flink_config),
            kafka.part(self.home, ports["kafka"], ports["kafka_controller"]),
        ]

    def runs(self, name: str) -> bool:
        self._refresh()
        return self._state.runs(name)

    def start_part(self, name: str) -> None:
        """Start one part, with the ports and data it had, and wait until it works."""
        with self._changing():
            if not self._state.runs(name):
                self._start([self._part(name)], lambda _line: None)

    def reconfigure_flink(self, flink_config: flink.Configuration, task_managers: int = 1) -> None:
        """Start Flink anew with other settings; Kafka and Postgres run on with their data."""
        with self._changing():
            for part in self._flink_parts():
                started = self._state.started.pop(part.name, None)
                if started is not None:
                    stop(started)
            self._state = State(self._state.ports, task_managers, dict(flink_config), self._state.started)
            self._start(self._flink_parts(), lambda _line: None)

    def _flink_parts(self) -> list[Part]:
        return [part for part in self.parts() if part.name not in ("postgres", "kafka")]

    @property
    def flink_config(self) -> flink.Configuration:
        """What was asked for beside the lab's own defaults."""
        return self._state.flink_config

    @property
    def task_managers(self) -> int:
        return self._state.task_managers

    def stop_part(self, name: str) -> None:
        """End one part in order."""
        self._end(name)

    def kill_part(self, name: str) -> None:
        """End one part the way a crash does: no shutdown hooks, no last checkpoint."""
        self._end(name, signal.SIGKILL)

    def _end(self, name: str, how: int | None = None) -> None:
        with self._changing():
            started = self._state.started.pop(self._part(name).name, None)
            if started is not None:
                stop(started, how)
                self._state.save(self.home)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Alone on this stack, and knowing what others did to it since."""
        with locked(self.home):
            self._refresh()
            yield

    def _refresh(self) -> None:
        self._state = load(self.home) or self._state

    def _settle(self, task_managers: int | None, flink_config: flink.Configuration | None) -> None:
        """Ports and settings: those of the running parts, or what was asked for when nothing runs."""
        state = self._state
        wanted = state.task_managers if task_managers is None else task_managers
        config = state.flink_config if flink_config is None else dict(flink_config)
        if any(map(state.runs, state.started)):
            if (wanted, config) != (state.task_managers, state.flink_config):
                raise LabError(f"stack {self.name!r} runs with other settings for Flink; `make down NAME={self.name}`")
            return
        ports = choose_ports(_PORTS, state.ports, ports_of_others(self.home))
        self._state = State(ports, wanted, config, state.started)

    def _part(self, name: str) -> Part:
        for part in self.parts():
            if part.name == name:
                return part
        raise LabError(f"stack {self.name!r} has no part {name!r}; it has {', '.join(p.name for p in self.parts())}")

    def _start(self, parts: list[Part], say: Say) -> None:
        """Start each as soon as it is prepared, then wait for all: one JVM warms up while the next part's jars come."""
        for part in parts:
            part.prepare()
            with uninterrupted():
                # What a crash left behind (a TaskManager's Python workers) goes before the new one comes.
                left = self._state.started.pop(part.name, None)
                if left is not None:
                    stop(left)
                started = start(part.command, part.environment, part.log, part.user, part.stop_signal)
                self._state.started[part.name] = started
                self._state.save(self.home)
        for part in parts:
            self._wait_until_ready(part)
            say(f"{part.name} is up")

    def _wait_until_ready(self, part: Part) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            if not self._state.runs(part.name):
                raise PartFailed(f"{part.name} ended while it started; the end of {part.log}:\n{_tail(part.log)}")
            if part.ready():
                return
            if time.monotonic() > deadline:
                raise PartFailed(
                    f"{part.name} is not ready after {START_SECONDS:.0f} s; the end of {part.log}:\n{_tail(part.log)}"
                )
            time.sleep(0.1)

    def _stop_all(self) -> None:
        """By what is written down alone: it must work when a jar, a Java or the disk's last byte is gone."""
        with uninterrupted():
            for started in reversed(self._state.started.values()):
                stop(started)
            self._state.started.clear()
            with suppress(OSError):  # on a full disk the old ids stay written; they match no process any more
                self._state.save(self.home)

    @property
    def rest_url(self) -> str:
        return f"http://127.0.0.1:{self._state.ports['rest']}"

    @property
    def bootstrap_servers(self) -> str:
        return f"127.0.0.1:{self._state.ports['kafka']}"

    @property
    def postgres(self) -> postgres.Postgres:
        return postgres.postgres_at(self.home, self._state.ports["postgres"])

    @property
    def flink_bin(self) -> Path:
        return flink.flink_binary()

    def pid(self, name: str) -> int:
        """Process id of a part. Raises LabError when it does not run."""
        if not self.runs(name):
            raise LabError(f"{self._part(name).name} of stack {self.name!r} does not run")
        return self._state.started[name].pid

    def flink_environment(self) -> dict[str, str]:
        """For Flink's scripts: `flink run`, `flink list` and the like."""
        return flink.environment(self.home)

    def profile_environment(self) -> dict[str, str]:
        """The variables that flink-conf/profiles/local.yaml asks for."""
        return {
            "KAFKA_BOOTSTRAP_SERVERS": self.bootstrap_servers,
            "PGHOST": self.postgres.host,
            "PGPORT": str(self.postgres.port),
            "PGUSER": self.postgres.user,
            "PGDATABASE": self.postgres.database,
            "NARROWS_PASSWORD_FILE": str(self.postgres.password_file),
        }

    def status(self) -> dict[str, Any]:
        """Addresses, pids and health, ready for JSON; no secret in it."""
        healthy = {part.name: self.runs(part.name) and part.ready() for part in self.parts()}
        pids = {name: self.pid(name) if self.runs(name) else None for name in healthy}
        flink_parts = [name for name in healthy if name not in ("postgres", "kafka")]
        database = self.postgres
        return {
            "name": self.name,
            "healthy": all(healthy.values()),
            "parts": healthy,
            "flink": {
                "rest_url": self.rest_url,
                "healthy": all(healthy[name] for name in flink_parts),
                "pids": {name: pids[name] for name in flink_parts},
            },
            "kafka": {
                "bootstrap_servers": self.bootstrap_servers,
                "healthy": healthy["kafka"],
                "pid": pids["kafka"],
            },
            "postgres": {
                "host": database.host,
                "port": database.port,
                "user": database.user,
                "database": database.database,
                "password_file": str(database.password_file),
                "dsn_without_password": database.dsn_without_password,
                "healthy": healthy["postgres"],
                "pid": pids["postgres"],
            },
        }


def _check_disk(home: Path, minimum_free_bytes: int) -> None:
    free = shutil.disk_usage(home).free
    if free < minimum_free_bytes:
        raise LabError(
            f"only {free >> 20} MB are free where {home} lies, the stack wants {minimum_free_bytes >> 20}; "
            "free some, or set NARROWS_LAB_DIR to a folder on another disk"
        )


def _is_full(home: Path) -> bool:
    """What a full disk makes of each part's log is a riddle; so it is named."""
    return shutil.disk_usage(home).free < 1 << 20


def _tail(log: Path, lines: int = 8) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else "(no log)"
