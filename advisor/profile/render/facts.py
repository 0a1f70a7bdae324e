"""What templates may ask for: every section of the profile under its name, and what follows from several of them."""

from __future__ import annotations

from functools import partial
from typing import Any

from advisor.profile.render.flink_settings import (
    flink_settings,
    job_settings,
    kubernetes_settings,
    reporter_settings,
    standalone_settings,
)
from advisor.profile.render.slots import slots_needed, task_managers_needed
from advisor.profile.schema import Profile
from advisor.profile.schema.operators import Operator


def facts(profile: Profile) -> dict[str, Any]:
    """The sections as plain values; then Flink's keys in the forms that each place wants, and the size of the cluster.

    `standalone(HOST)` is a function: the settings of a standalone cluster whose JobManager runs on that host.
    """
    settings = flink_settings(profile)
    operators = [each for _, each in profile.operators if isinstance(each, Operator)]
    slots = slots_needed(operators)
    return {
        **profile.model_dump(mode="json"),
        "flink_settings": settings,
        "job_settings": job_settings(settings),
        "kubernetes_settings": kubernetes_settings(profile.deployment, settings),
        "standalone": partial(standalone_settings, settings),
        "reporter_settings": reporter_settings(profile.deployment),
        "slots": slots,
        "task_managers": task_managers_needed(slots, settings),
        "widest": max(each.parallelism for each in operators),
    }
