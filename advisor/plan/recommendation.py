"""What a plan consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Setting = int | float | str | bool
ChangeClass = Literal["live", "rescale", "restart_from_savepoint", "state_breaking"]


@dataclass(frozen=True)
class Patch:
    """A change of a profile: a dotted path such as `operators.jdbc_sink.batch_size`; `current` None adds the key."""

    path: str
    current: Setting | None
    proposed: Setting


@dataclass(frozen=True)
class Recommendation:
    """One setting to change, or to keep (`proposed` equals `current`) where one would expect a change.

    `operator` is None for a setting of the whole job. `current` is None when it is not known; `patch` is None without
    a profile, for what stays, and for what is no setting of a profile.
    """

    setting: str
    operator: str | None
    current: Setting | None
    proposed: Setting
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
