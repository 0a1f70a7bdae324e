"""What a plan consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ChangeClass = Literal["live", "rescale", "restart_from_savepoint", "state_breaking"]


@dataclass(frozen=True)
class Patch:
    """A change of a profile: a dotted path such as `operators.jdbc_sink.batch_size`."""

    path: str
    current: int
    proposed: int


@dataclass(frozen=True)
class Recommendation:
    """One setting to change, or to keep (`proposed` equals `current`) where one would expect a change.

    `current` is None when it is not known; `patch` is None without a profile, and for what stays.
    """

    setting: str
    operator: str
    current: int | None
    proposed: int
    because: str
    predicted_effect: str
    change_class: ChangeClass
    patch: Patch | None

    @property
    def changes(self) -> bool:
        return self.proposed != self.current


@dataclass(frozen=True)
class Plan:
    """Throughputs in records per second, None when not known. `binding_constraint`: what limits the job afterwards."""

    observed_throughput: float | None
    predicted_throughput: float | None
    binding_constraint: str | None
    recommendations: tuple[Recommendation, ...]
