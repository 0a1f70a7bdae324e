"""Flink from the apache-flink wheel: a JobManager and TaskManagers with configuration and folders of their own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import requests
import yaml

from lab.artifacts import fetch, named_jars
from lab.errors import LabError
from lab.java import java_home
from lab.stack.part import Part
from lab.stack.ports import answers

Configuration = Mapping[str, str | int | float | bool]

DEFAULTS: Configuration = {
    "jobmanager.memory.process.size": "1 gb",
    "taskmanager.memory.process.size": "2 gb",
    "taskmanager.numberOfTaskSlots": 4,
    "rest.flamegraph.enabled": True,
    "execution.checkpointing.interval": "10 s",
    "execution.checkpointing.tolerable-failed-checkpoints": 100,
    "restart-strategy.type": "exponential-delay",
    "restart-strategy.exponential-delay.initial-backoff": "1 s",
    "restart-strategy.exponential-delay.max-backoff": "10 s",
    # The client plans one job and ends: compiling its code well takes longer than running it.
    "env.java.opts.client": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    # A TaskManager that was killed is missed after seconds here, not after the default of 50.
    "heartbeat.interval": "2 s",
    "heartbeat.timeout": "10 s",
}


def wheel_home() -> Path:
    """Flink's distribution inside the installed wheel; found without importing PyFlink, which takes a second."""
    from importlib.util import find_spec

    spec = find_spec("pyflink")
    if spec is None or spec.origin is None:
        raise LabError("PyFlink is not installed; run `make setup`")
    return Path(spec.origin).parent


def flink_binary() -> Path:
    return wheel_home() / "bin" / "flink"


def environment(home: Path) -> dict[str, str]:
    """What Flink's scripts need to work on this stack."""
    folder = home / "flink"
    return {
        "JAVA_HOME": str(java_home(os.environ)),
        "FLINK_HOME": str(folder),
        "FLINK_CONF_DIR": str(folder / "conf"),
        "FLINK_LIB_DIR": str(folder / "lib"),
        "FLINK_OPT_DIR": str(wheel_home() / "opt"),
        "FLINK_PLUGINS_DIR": str(wheel_home() / "plugins"),
        "FLINK_LOG_DIR": str(home / "logs"),
        "FLINK_PID_DIR": str(folder / "pids"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
    }


def configuration(home: Path, ports: Mapping[str, int], given: Configuration) -> dict[str, Any]:
    """The cluster's configuration: defaults, then what was asked for, then what belongs to the stack alone."""
    shipped: Any = yaml.safe_load((wheel_home() / "conf" / "config.yaml").read_text())
    folder = home / "flink"
    owned = {
        "jobmanager.rpc.address": "127.0.0.1",
        "jobmanager.rpc.port": ports["jobmanager"],
        "jobmanager.bind-host": "127.0.0.1",
        "taskmanager.host": "127.0.0.1",
        "taskmanager.bind-host": "127.0.0.1",
        "rest.address": "127.0.0.1",
        "rest.bind-address": "127.0.0.1",
        "rest.port": ports["rest"],
        "rest.bind-port": str(ports["rest"]),
        "blob.server.port": "0",
        "io.tmp.dirs": str(folder / "tmp"),
        "execution.checkpointing.dir": (folder / "checkpoints").as_uri(),
        "execution.checkpointing.savepoint-dir": (folder / "savepoints").as_uri(),
        "python.executable": sys.executable,
        "python.client.executable": sys.executable,
        # The flags that open the JDK to Flink; a cluster without them fails late and in odd places.
        "env.java.opts.all": shipped["env"]["java"]["opts"]["all"],
    }
    return {**DEFAULTS, **given, **owned}


def _prepare(home: Path, ports: Mapping[str, int], given: Configuration) -> None:
    folder = home / "flink"
    for name in ("conf", "lib", "pids", "tmp", "checkpoints", "savepoints"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for shipped in (wheel_home() / "conf").iterdir():
        if shipped.name != "config.yaml":
            (folder / "conf" / shipped.name).write_bytes(shipped.read_bytes())
    text = yaml.safe_dump(configuration(home, ports, given), sort_keys=True)
    (folder / "conf" / "config.yaml").write_text(text)
    _as_flink_home(folder)
    # flink-python lies in opt/; in lib/ it is found by every job, whatever pipeline.jars says.
    jars = [*(wheel_home() / "lib").glob("*.jar"), *(wheel_home() / "opt").glob("flink-python*.jar")]
    link_jars(folder / "lib", [*jars, *fetch("flink", named_jars("flink"))])


def link_jars(lib: Path, jars: Sequence[Path]) -> None:
    """Links to exactly these jars: one of an older version left beside its successor would be a day lost."""
    wanted = {jar.name: jar for jar in jars}
    for link in lib.iterdir():
        if wanted.get(link.name) != link.readlink():
            link.unlink()
    for name, jar in wanted.items():
        if not (lib / name).is_symlink():
            (lib / name).symlink_to(jar)


def _as_flink_home(folder: Path) -> None:
    """The stack's folder as FLINK_HOME: PyFlink without `flink run` takes its class path from there alone."""
    for name in ("bin", "opt", "plugins"):
        link = folder / name
        if not link.is_symlink():
            link.symlink_to(wheel_home() / name)
    (folder / "log").mkdir(exist_ok=True)


def parts(home: Path, ports: Mapping[str, int], task_managers: int, given: Configuration) -> list[Part]:
    rest = f"http://127.0.0.1:{ports['rest']}"

    def part(name: str, script: str, ready: Callable[[], bool], *arguments: str) -> Part:
        return Part(
            name=name,
            command=["bash", str(wheel_home() / "bin" / script), "start-foreground", *arguments],
            log=home / "logs" / f"{name}.log",
            prepare=lambda: _prepare(home, ports, given),
            ready=ready,
            environment=environment(home),
        )

    def task_manager(name: str) -> Part:
        # The name as resource id: the web UI shows it, and the JobManager knows a restarted one for the one it had.
        return part(name, "taskmanager.sh", lambda: _registered(rest, name), f"-Dtaskmanager.resource-id={name}")

    return [
        part("jobmanager", "jobmanager.sh", lambda: _task_managers(rest) is not None),
        *(task_manager(f"taskmanager-{number}") for number in range(1, task_managers + 1)),
    ]


def _registered(rest: str, name: str) -> bool:
    """Whether the JobManager knows this TaskManager, and not only one of that name that has died since."""
    port = (_task_managers(rest) or {}).get(name)
    return port is not None and answers(port)


def _task_managers(rest: str) -> dict[str, int] | None:
    """Data ports of the TaskManagers that the JobManager knows, by resource id; None while it does not answer."""
    try:
        answer = requests.get(f"{rest}/taskmanagers", timeout=2)
        if not answer.ok:
            return None
        return {str(each["id"]): int(each["dataPort"]) for each in answer.json()["taskmanagers"]}
    except (requests.RequestException, ValueError, KeyError):
        return None
