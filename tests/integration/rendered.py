"""Processes with rendered files: started, asked, and ended by their id."""

import contextlib
import os
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import requests

from lab.java import java_home
from lab.processes import start, stop


@dataclass(frozen=True)
class Rendered:
    """Everything that one profile renders into, and the addresses that it asks for."""

    out: Path
    work: Path
    ports: dict[str, int]
    environment: dict[str, str]

    @property
    def rest(self):
        return f"http://127.0.0.1:{self.ports['rest']}"

    def text(self, file):
        return (self.out / file).read_text()


@contextlib.contextmanager
def running(commands):
    """Processes that end with the block, by their id."""
    started = []
    try:
        for command, environment, log in commands:
            started.append(start(command, environment, log))
        yield started
    finally:
        for each in reversed(started):
            stop(each)


def wait_for(condition, what, log, seconds=150):
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(requests.RequestException, psycopg2.OperationalError, ValueError, KeyError):
            if condition():
                return
        assert time.monotonic() < deadline, f"{what} did not come about: {log.read_text()[-2000:]}"
        time.sleep(0.3)


def as_flink_says(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def cluster_settings(rest):
    """What the JobManager took, by key."""
    return {each["key"]: each["value"] for each in requests.get(f"{rest}/jobmanager/config", timeout=10).json()}


def jvm(pid, *question):
    """What a JVM answers about itself."""
    jcmd = java_home(os.environ) / "bin" / "jcmd"
    return subprocess.run([jcmd, str(pid), *question], capture_output=True, text=True, check=True, timeout=60).stdout


def assert_flags_are_in_force(pid, options, folder):
    """Each flag as the running JVM has it; a dropped one would be on its command line and nowhere else."""
    flags = options.split()
    in_force = jvm(pid, "VM.flags", "-all")
    assert "-XX:+UseG1GC" in flags
    for flag in flags:
        if flag.startswith("-XX:"):
            name, _, value = flag.removeprefix("-XX:").partition("=")
            value = value or str(name.startswith("+")).lower()
            pattern = rf"^\s*\S+\s+{name.lstrip('+-')}\s*:?=\s*{value}\s"
            assert re.search(pattern, in_force, re.MULTILINE), flag
    log = jvm(pid, "VM.log", "list")
    assert f"file={folder}/gc-%p.log" in log, log  # as it was told; the file has the number
    assert "filecount=3,filesize=5120K" in log, log
    assert f"gc-{pid}.log" in {path.name for path in folder.iterdir()}


def resources(jars, conf):
    """What Flink's scripts ask Flink itself for before they start a TaskManager: JVM options, and -D options."""
    java = str(java_home(os.environ) / "bin" / "java")
    tool = ["-cp", f"{jars}/bin/bash-java-utils.jar:{jars}/lib/*", "org.apache.flink.runtime.util.bash.BashJavaUtils"]
    told = subprocess.run(
        [java, *tool, "GET_TM_RESOURCE_PARAMS", "--configDir", str(conf), "--binDir", f"{jars}/bin"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    found = re.findall(r"^BASH_JAVA_UTILS_EXEC_RESULT:(.*)$", told.stdout, re.MULTILINE)
    assert len(found) == 2, told.stdout + told.stderr
    return [line.split() for line in found]
