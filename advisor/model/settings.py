"""What the job was told to do, as far as the advice depends on it: taken from a profile when there is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from advisor.model.thresholds import Thresholds


@dataclass(frozen=True)
class OperatorSettings:
    """Settings of one operator; None where it has no such setting. `batch_interval_ms` 0: no interval of its own."""

    parallelism: int
    batch_size: int | None = None
    batch_interval_ms: int | None = None
    chaining: bool | None = None


@dataclass(frozen=True)
class PythonSettings:
    """How Flink hands records to Python. `per_record` is the enrichment's `mode: record`: one call a record."""

    bundle_size: int
    bundle_time_ms: int
    per_record: bool


@dataclass(frozen=True)
class Limits:
    """What a plan must respect. None: not known, so nothing is bounded by it. The defaults hold without a profile."""

    slots: int | None = None
    database_connections: int | None = None
    database_cores: int | None = None
    max_parallelism: int | None = None
    latency_budget_ms: int = 2000
    target_utilization: float = 0.7  # Flink's autoscaler: job.autoscaler.utilization.target


@dataclass(frozen=True)
class Suppression:
    """A rule that shall not speak, everywhere or of one operator, and why."""

    rule: str
    operator: str | None
    reason: str


@dataclass(frozen=True)
class JobSettings:
    """`operators` by uid; `flink` are Flink's own keys as they stand in the profile, where a patch changes them, and
    `flink_generated` those that its other sections stand for (`jvm`, `python`), which win where a key is in both.

    Empty and `from_profile` false when the advisor was given no profile.
    """

    operators: Mapping[str, OperatorSettings] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    python: PythonSettings | None = None
    flink: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    flink_generated: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    thresholds: Thresholds = field(default_factory=Thresholds)
    suppressions: tuple[Suppression, ...] = ()
    from_profile: bool = False

    def flink_value(self, key: str) -> str | int | float | bool | None:
        """What Flink is told once the profile is deployed; None when the profile says nothing of it."""
        return self.flink_generated.get(key, self.flink.get(key))
