"""What outlives the command that started a stack: its ports, its settings and the ids of its processes."""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lab.errors import LabError
from lab.processes import Started


@dataclass
class State:
    """<home>/state.json."""

    ports: dict[str, int] = field(default_factory=dict)
    task_managers: int = 1
    flink_config: dict[str, Any] = field(default_factory=dict)
    started: dict[str, Started] = field(default_factory=dict)

    def runs(self, part: str) -> bool:
        return part in self.started and self.started[part].process() is not None

    def save(self, home: Path) -> None:
        partial = home / "state.json.new"
        partial.write_text(json.dumps(asdict(self), indent=2))
        partial.replace(home / "state.json")


def lab_folder() -> Path:
    """Where stacks live; NARROWS_LAB_DIR overrides."""
    return Path(os.environ.get("NARROWS_LAB_DIR", Path(__file__).resolve().parents[2] / ".lab")).absolute()


def home_of(name: str) -> Path:
    """The stack's folder. Raises LabError for a name that is no file name."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
        raise LabError(f"{name!r} is no name for a stack: letters, digits, - and _ only")
    return lab_folder() / name


def load(home: Path) -> State | None:
    """The state as last saved; None when there is no such stack. Raises LabError for what it cannot read."""
    path = home / "state.json"
    if not path.exists():
        return None
    try:
        raw = json.loads(path.read_text())
        return State(**{**raw, "started": {name: Started(**each) for name, each in raw["started"].items()}})
    except (ValueError, TypeError, KeyError) as error:
        raise LabError(f"{path} was not written by this version; end the pids in it and remove {home}") from error


def ports_of_others(home: Path) -> set[int]:
    """Ports that the stacks beside this one remember, whether they run or not."""
    found: set[int] = set()
    for path in home.parent.glob("*/state.json"):
        with suppress(LabError):
            state = load(path.parent)
            if state and path.parent != home:
                found.update(state.ports.values())
    return found


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Two commands on one stack wait for each other; the lock goes with the process that holds it."""
    home.parent.mkdir(parents=True, exist_ok=True)
    with home.with_suffix(".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
