"""The heap of one JVM as `jstat -gcutil` shows it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from advisor.model.host import JvmHeapSample
from advisor.model.unknown import Measure, Unknown, total

LONGEST_SECONDS = 10.0
# jstat is a JVM itself: without these it would burn a second of CPU in the window that it shall watch.
_CHEAP = ("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", "-J-Xmx32m", "-J-Duser.language=en")


def collect_heap(pid: int, java: str | None) -> JvmHeapSample | Unknown:
    """The heap of that process; `java` is its executable, beside which the jstat lies that fits it."""
    jstat = _jstat(java)
    if jstat is None:
        return Unknown("there is no jstat beside the TaskManager's java, nor on the PATH")
    try:
        done = subprocess.run(
            [jstat, *_CHEAP, "-gcutil", str(pid)],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=LONGEST_SECONDS,
            env={**os.environ, "LC_ALL": "C"},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Unknown(f"{jstat} does not answer: {type(error).__name__}")
    if done.returncode:
        told = " ".join((done.stderr or done.stdout).split())[:200]
        return Unknown(f"jstat cannot read process {pid}: {told or f'exit code {done.returncode}'}")
    return parse_gcutil(done.stdout)


def parse_gcutil(text: str) -> JvmHeapSample | Unknown:
    """From a line of names and one of values; `-` stands for what this collector does not have."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    names = next((each for each in lines if "GCT" in each), None)
    if names is None or len(lines) < 2 or len(lines[-1]) != len(names) or lines[-1] is names:
        return Unknown("jstat told something else than -gcutil tells")
    told = dict(zip(names, lines[-1], strict=True))
    old = _number(told, "O")
    return JvmHeapSample(
        old_ratio=old / 100 if not isinstance(old, Unknown) else old,
        young_collections=_number(told, "YGC"),
        full_collections=_number(told, "FGC"),
        pause_seconds=total((_number(told, "YGCT"), _number(told, "FGCT"))),
    )


def _number(told: dict[str, str], name: str) -> Measure:
    try:
        return float(told[name].replace(",", "."))
    except (KeyError, ValueError):
        return Unknown(f"jstat tells no {name} of this collector")


def _jstat(java: str | None) -> str | None:
    beside = Path(java).with_name("jstat") if java else None
    return str(beside) if beside is not None and os.access(beside, os.X_OK) else shutil.which("jstat")
