"""What the diagnosis says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "operator_bound", "subtask_bound", "source_bound", "input_bound", "host_bound", "stalled", "not_enough_data"
]
Cause = Literal[
    "cpu",
    "python_overhead",
    "external_wait",
    "small_batches",
    "connections",
    "hot_key",
    "hot_partition",
    "partitions",
    "gc",
    "checkpoints",
    "unknown",
]
Severity = Literal["info", "warning", "critical"]


@dataclass(frozen=True)
class Evidence:
    """One observed fact and what it was held against. `what` is a sentence on its own; `source` says who told it."""

    what: str
    observed: int | float | str | None
    expected: int | float | str | None
    unit: str
    source: str


@dataclass(frozen=True)
class RuledOut:
    """An operator that is not the one, and why."""

    operator: str
    because: tuple[Evidence, ...]


@dataclass(frozen=True)
class Verdict:
    """`operator` and `vertex` (id) are None when no operator limits the job; `confidence` is 0-1."""

    kind: Kind
    operator: str | None
    vertex: str | None
    cause: Cause | None
    confidence: float
    because: tuple[Evidence, ...]
    ruled_out: tuple[RuledOut, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What one rule found. `help` says what to do about it."""

    rule: str
    severity: Severity
    confidence: float
    operator: str | None
    message: str
    evidence: tuple[Evidence, ...]
    help: str
