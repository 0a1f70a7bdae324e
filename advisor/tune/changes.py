"""Which of a plan's recommendations a step can make by itself, and which are left to a person."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from advisor.plan.recommendation import ChangeClass, Plan, Recommendation, Setting
from advisor.profile.patch import Patch

# Paths in the profile that one step changed.
Attempt = frozenset[str]
# Flink reads these from config.yaml when its processes start: submitting the job anew does not bring them about.
_OF_THE_CLUSTER = "flink."


@dataclass(frozen=True)
class Change:
    """One setting of the job, as the profile has it and as it shall be."""

    setting: str
    change_class: ChangeClass
    patch: Patch


def applicable(plan: Plan) -> tuple[Change, ...]:
    """What a new deployment of the job brings about and keeps the job's state."""
    return tuple(
        Change(each.setting, each.change_class, Patch(each.patch.path, each.patch.current, each.patch.proposed))
        for each in plan.recommendations
        if each.patch is not None and _can_be_made(each)
    )


def by_hand(plan: Plan) -> tuple[tuple[Recommendation, str], ...]:
    """The other changes, each with the reason why no step makes it."""
    return tuple((each, _why_not(each)) for each in plan.recommendations if each.changes and not _can_be_made(each))


def next_attempt(plan: Plan, tried: Set[Attempt]) -> tuple[Change, ...]:
    """All that can be applied; when that was tried in vain, the changes of one class alone. Empty: nothing is left."""
    together = applicable(plan)
    classes = dict.fromkeys(each.change_class for each in together)
    alone = [tuple(each for each in together if each.change_class == name) for name in classes]
    return next((group for group in (together, *alone) if group and attempt_of(group) not in tried), ())


def attempt_of(changes: tuple[Change, ...]) -> Attempt:
    """What two steps have in common that would change the same settings, to whatever values."""
    return frozenset(each.patch.path for each in changes)


def setting_of(value: Setting | None) -> Setting | str:
    """A value for a person; the profile may not set it."""
    return "unset" if value is None else value


def _can_be_made(recommendation: Recommendation) -> bool:
    return recommendation.changes and not _why_not(recommendation)


def _why_not(recommendation: Recommendation) -> str:
    if recommendation.patch is None:
        return "is no setting of this profile"
    if recommendation.patch.path.startswith(_OF_THE_CLUSTER):
        return "Flink reads it when the cluster starts: render the profile and restart the cluster"
    if recommendation.change_class == "state_breaking":
        return "would lose the job's state"
    return ""
