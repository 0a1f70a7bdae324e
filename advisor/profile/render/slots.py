"""How many task slots, and so TaskManagers, a job needs."""

from __future__ import annotations

from math import ceil

from advisor.profile.render.flink_settings import Settings
from advisor.profile.schema.operators import Operator

_DEFAULT_SLOTS = 1  # of taskmanager.numberOfTaskSlots


def slots_needed(operators: list[Operator]) -> int:
    """Of operators in the order in which data passes them: a group's subtasks share slots, groups do not."""
    widest: dict[str, int] = {}
    group = "default"
    for operator in operators:
        group = operator.slot_sharing_group or group
        widest[group] = max(widest.get(group, 0), operator.parallelism)
    return sum(widest.values())


def task_managers_needed(slots: int, settings: Settings) -> int:
    """TaskManagers with as many slots each as the settings say."""
    each = settings.get("taskmanager.numberOfTaskSlots", _DEFAULT_SLOTS)
    return ceil(slots / int(each)) if str(each).isdecimal() and int(each) > 0 else slots
