"""Starts, watches and ends the parts of one stack; several stacks live side by side under their names."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lab.errors import LabError, PartFailed
from lab.processes import Started, start, stop
from lab.stack import flink, kafka, postgres
from lab.stack.part import Part, free_ports

START_SECONDS = 90.0
MINIMUM_FREE_BYTES = 2 << 30
_PORTS = ("postgres", "kafka", "kafka_controller", "jobmanager", "rest")

Say = Callable[[str], None]


def lab_folder() -> Path:
    """Where stacks live; NARROWS_LAB_DIR overrides."""
    return Path(os.environ.get("NARROWS_LAB_DIR", Path(__file__).resolve().parents[2] / ".lab"))


@dataclass
class State:
    """What outlives the command that started a stack; in <home>/state.json."""

    ports: dict[str, int]
    task_managers: int
    flink_config: dict[str, Any]
    started: dict[str, Started] = field(default_factory=dict)


class Stack:
    """One stack. `Stack.up` starts what does not run, `Stack.attach` finds one that was started before."""

    def __init__(self, name: str, home: Path, state: State) -> None:
        self.name, self.home, self._state = name, home, state

    @classmethod
    def up(
        cls,
        name: str = "default",
        *,
        task_managers: int = 1,
        flink_config: flink.Configuration | None = None,
        say: Say = lambda _line: None,
        minimum_free_bytes: int = MINIMUM_FREE_BYTES,
    ) -> Stack:
        """Start the stack, or what of it does not run. On any failure nothing of it is left running.

        Raises LabError: a part that fails (with the end of its log), a full disk, a tampered jar.
        """
        home = _home(name)
        home.mkdir(parents=True, exist_ok=True)
        with _locked(home):
            state = _read_state(home) or State(
                dict(zip(_PORTS, free_ports(len(_PORTS)), strict=True)), task_managers, dict(flink_config or {})
            )
            stack = cls(name, home, state)
            try:
                _check_disk(home, minimum_free_bytes)
                stack._start([part for part in stack.parts() if not stack.runs(part.name)], say)
            except BaseException as error:
                stack._stop_all()
                if isinstance(error, OSError):
                    raise LabError(f"stack {name!r} could not be started in {home}: {error}") from error
                raise
        return stack

    @classmethod
    def attach(cls, name: str = "default") -> Stack:
        """The stack of that name, running or not. Raises LabError when it was never started."""
        state = _read_state(_home(name))
        if state is None:
            raise LabError(f"there is no stack {name!r} in {lab_folder()}; start it with `make up`")
        return cls(name, _home(name), state)

    def down(self, *, purge: bool = True) -> None:
        """End all parts; `purge` also removes their data."""
        with _locked(self.home):
            self._stop_all()
            if purge:
                shutil.rmtree(self.home, ignore_errors=True)

    def parts(self) -> list[Part]:
        ports = self._state.ports
        return [
            postgres.part(self.home, ports["postgres"]),
            kafka.part(self.home, ports["kafka"], ports["kafka_controller"]),
            *flink.parts(self.home, ports, self._state.task_managers, self._state.flink_config),
        ]

    def runs(self, name: str) -> bool:
        started = self._state.started.get(name)
        return started is not None and started.process() is not None

    def start_part(self, name: str) -> None:
        """Start one part, with the ports and data it had, and wait until it works."""
        if not self.runs(name):
            self._start([self._part(name)], lambda _line: None)

    def stop_part(self, name: str) -> None:
        """End one part in order."""
        self._end(self._part(name))

    def kill_part(self, name: str) -> None:
        """End one part the way a crash does: no shutdown hooks, no last checkpoint."""
        from signal import SIGKILL

        stop(self._state.started[self._part(name).name], SIGKILL)

    def pid(self, name: str) -> int:
        return self._state.started[name].pid

    def _part(self, name: str) -> Part:
        for part in self.parts():
            if part.name == name:
                return part
        raise LabError(f"stack {self.name!r} has no part {name!r}; it has {', '.join(p.name for p in self.parts())}")

    def _start(self, parts: list[Part], say: Say) -> None:
        """Start all at once, then wait for each: most of the time is the JVMs' and passes side by side."""
        for part in parts:
            part.prepare()
            part.log.parent.mkdir(parents=True, exist_ok=True)
        for part in parts:
            self._state.started[part.name] = start(part.command, part.environment, part.log, part.user)
            self._save()
        for part in parts:
            self._wait_until_ready(part)
            say(f"{part.name} is up")

    def _wait_until_ready(self, part: Part) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not part.ready():
            if not self.runs(part.name):
                raise PartFailed(f"{part.name} ended while it started; the end of {part.log}:\n{_tail(part.log)}")
            if time.monotonic() > deadline:
                raise PartFailed(f"{part.name} is not ready after {START_SECONDS:.0f} s; see {part.log}")
            time.sleep(0.1)

    def _end(self, part: Part) -> None:
        started = self._state.started.get(part.name)
        if started is not None:
            stop(started, part.stop_signal)
            del self._state.started[part.name]
            self._save()

    def _stop_all(self) -> None:
        for part in reversed(self.parts()):
            self._end(part)

    def _save(self) -> None:
        if self.home.exists():
            partial = self.home / "state.json.new"
            partial.write_text(json.dumps(asdict(self._state), indent=2))
            partial.replace(self.home / "state.json")

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
        pids = {name: started.pid for name, started in self._state.started.items() if self.runs(name)}
        flink_parts = [name for name in healthy if name not in ("postgres", "kafka")]
        return {
            "name": self.name,
            "healthy": all(healthy.values()),
            "flink": {
                "rest_url": self.rest_url,
                "healthy": all(healthy[name] for name in flink_parts),
                "pids": {name: pids.get(name) for name in flink_parts},
            },
            "kafka": {
                "bootstrap_servers": self.bootstrap_servers,
                "healthy": healthy["kafka"],
                "pid": pids.get("kafka"),
            },
            "postgres": {
                "host": self.postgres.host,
                "port": self.postgres.port,
                "user": self.postgres.user,
                "database": self.postgres.database,
                "password_file": str(self.postgres.password_file),
                "dsn_without_password": self.postgres.dsn_without_password,
                "healthy": healthy["postgres"],
                "pid": pids.get("postgres"),
            },
        }


def _home(name: str) -> Path:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
        raise LabError(f"{name!r} is no name for a stack: letters, digits, - and _ only")
    return lab_folder() / name


def _read_state(home: Path) -> State | None:
    path = home / "state.json"
    if not path.exists():
        return None
    raw = json.loads(path.read_text())
    return State(**{**raw, "started": {name: Started(**each) for name, each in raw["started"].items()}})


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Two commands on one stack wait for each other; the lock goes with the process that holds it."""
    with home.with_suffix(".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _check_disk(home: Path, minimum_free_bytes: int) -> None:
    free = shutil.disk_usage(home).free
    if free < minimum_free_bytes:
        raise LabError(
            f"only {free >> 20} MB are free where {home} lies, the stack wants {minimum_free_bytes >> 20}; "
            "free some, or set NARROWS_LAB_DIR to a folder on another disk"
        )


def _tail(log: Path, lines: int = 8) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else "(no log)"
