"""What the job was told to do, as far as the advice depends on it: taken from a profile when there is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class OperatorSettings:
    """Settings of one operator; None where it has no such setting. `batch_interval_ms` 0: no interval of its own."""

    parallelism: int
    batch_size: int | None = None
    batch_interval_ms: int | None = None


@dataclass(frozen=True)
class Limits:
    """What a plan must respect. None: not known, so nothing is bounded by it. The defaults hold without a profile."""

    slots: int | None = None
    database_connections: int | None = None
    max_parallelism: int | None = None
    latency_budget_ms: int = 2000
    target_utilization: float = 0.7  # Flink's autoscaler: job.autoscaler.utilization.target


@dataclass(frozen=True)
class JobSettings:
    """`operators` by uid. Empty and `from_profile` false when the advisor was given no profile."""

    operators: Mapping[str, OperatorSettings] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    from_profile: bool = False
