"""Flink's own keys, all that a profile says: its `flink` section, and what its other sections stand for."""

from __future__ import annotations

from advisor.profile.render.gc_flags import jvm_flags
from advisor.profile.schema import Profile
from advisor.profile.schema.deployment import Deployment
from advisor.profile.schema.python import Python
from advisor.profile.schema.types import Scalar

Settings = dict[str, Scalar]
OPTIONS = "env.java.opts.taskmanager"
# What a submission may say for its job alone; the rest is the cluster's and read when it starts.
_OF_A_JOB = ("execution.", "parallelism.", "pipeline.", "python.", "restart-strategy.", "state.", "table.")
_LOOPBACK = ("localhost", "127.0.0.1")


def flink_settings(profile: Profile) -> Settings:
    """Flink's keys, sorted; what stands under `flink` wins over what another section stands for."""
    settings = {
        **_of_python(profile.python),
        **_of_deployment(profile.deployment),
        **profile.flink,
    }
    explicit = tuple(str(profile.flink.get(OPTIONS, "")).split())
    flags = jvm_flags(profile.jvm, explicit)
    if flags != explicit:
        settings[OPTIONS] = " ".join(flags)
    return dict(sorted(settings.items()))


def job_settings(settings: Settings) -> Settings:
    """Those that `flink run -D` can set on a cluster that is already there."""
    return {key: value for key, value in settings.items() if key.startswith(_OF_A_JOB)}


def standalone_settings(settings: Settings, host: str) -> Settings:
    """With the addresses that a standalone cluster cannot start without; `host` is the JobManager's.

    On loopback everything listens on loopback, too: whoever reaches Flink's REST port can run code.
    """
    addresses: Settings = {"jobmanager.rpc.address": host, "rest.address": host}
    if host in _LOOPBACK:
        keys = ("jobmanager.bind-host", "rest.bind-address", "taskmanager.bind-host", "taskmanager.host")
        addresses |= dict.fromkeys(keys, host)
    return dict(sorted({**addresses, **settings}.items()))


def kubernetes_settings(deployment: Deployment, settings: Settings) -> Settings:
    """With what an upgrade from the last state needs there: the leader's data, kept below `state_dir`."""
    leader: Settings = {}
    if deployment.state_dir is not None:
        leader["high-availability.type"] = "kubernetes"
        leader["high-availability.storageDir"] = f"{deployment.state_dir.rstrip('/')}/leader"
    return dict(sorted({**leader, **settings}.items()))


def reporter_settings(deployment: Deployment) -> Settings:
    """Flink's Prometheus reporter; empty without `deployment.prometheus`."""
    prometheus = deployment.prometheus
    if prometheus is None:
        return {}
    return {
        "metrics.reporter.prom.factory.class": "org.apache.flink.metrics.prometheus.PrometheusReporterFactory",
        "metrics.reporter.prom.port": f"{prometheus.port}-{prometheus.last_port}"
        if prometheus.ports > 1
        else prometheus.port,
    }


def _of_python(python: Python) -> Settings:
    settings = {
        "python.execution-mode": python.mode,
        "python.executable": python.executable,
        "python.client.executable": python.client_executable,
        "taskmanager.memory.task.off-heap.size": python.worker_memory,
        # Else the workers' memory is a share of the managed memory.
        "python.fn-execution.memory.managed": None if python.worker_memory is None else False,
    }
    return {key: value for key, value in settings.items() if value is not None}


def _of_deployment(deployment: Deployment) -> Settings:
    settings = reporter_settings(deployment)
    if deployment.state_dir is not None:
        below = deployment.state_dir.rstrip("/")
        settings["execution.checkpointing.dir"] = f"{below}/checkpoints"
        settings["execution.checkpointing.savepoint-dir"] = f"{below}/savepoints"
    return settings
