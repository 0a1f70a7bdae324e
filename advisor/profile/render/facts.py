"""What templates may ask for: every section of the profile under its name, and what follows from several of them."""

from __future__ import annotations

import posixpath
from functools import partial
from math import ceil
from typing import Any

from advisor.model.durations import milliseconds
from advisor.profile.render.containers import compose_fault, kubernetes_fault, rest_port
from advisor.profile.render.flink_settings import (
    Settings,
    flink_settings,
    job_settings,
    kubernetes_settings,
    reporter_settings,
    standalone_settings,
)
from advisor.profile.render.slots import slots_needed, task_managers_needed
from advisor.profile.render.storage import local_path, plugins
from advisor.profile.schema import Profile
from advisor.profile.schema.deployment import Deployment
from advisor.profile.schema.operators import Operator

_CHECKPOINTS_MISSED = 3
_SHORTEST_WINDOW_MINUTES = 30
_NO_LEADERS = ("none", "")


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
        **_of_monitoring(profile.deployment, settings),
        **_of_containers(profile, settings),
    }


def _of_monitoring(deployment: Deployment, settings: Settings) -> dict[str, Any]:
    interval = milliseconds(str(settings.get("execution.checkpointing.interval", ""))) or 0
    prometheus = deployment.prometheus
    return {
        "scrape_targets": prometheus.addresses if prometheus else (),
        "minutes_without_checkpoint": max(_SHORTEST_WINDOW_MINUTES, ceil(_CHECKPOINTS_MISSED * interval / 60_000)),
        "flink_knows_all_gc_time": not deployment.flink_version.startswith("1.18."),
    }


def _of_containers(profile: Profile, settings: Settings) -> dict[str, Any]:
    deployment = profile.deployment
    leaders = settings.get("high-availability.type", settings.get("high-availability", "none"))
    return {
        "compose_fault": compose_fault(profile, settings),
        "kubernetes_fault": kubernetes_fault(profile, kubernetes_settings(deployment, settings)),
        "plugins": plugins(kubernetes_settings(deployment, settings), deployment.savepoint, deployment.flink_version),
        "local_state": local_path(deployment.state_dir) if deployment.state_dir else None,
        "rest_port": rest_port(settings),
        "has_leaders": str(leaders).lower() not in _NO_LEADERS,
        "script_in_image": posixpath.join(deployment.home, deployment.script),
    }
