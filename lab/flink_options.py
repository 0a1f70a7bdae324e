"""Every option that a Flink distribution knows, read out of its jars by lab/FlinkOptions.java.

Needs a JDK with a compiler, 11 or newer (Java runs the source file itself).
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

from lab.errors import LabError
from lab.java import java_home
from lab.packages import unpacked

VERSIONS = ("1.18.1", "1.20.3", "2.2.1", "2.3.0")
# Options of connectors and formats stand in tables, never in Flink's configuration; `factory.class` and the like are
# what comes after `metrics.reporter.<name>.`; internal ones are nobody's to set.
_FIRST_WORDS_OF_OTHERS = frozenset(
    (
        *("$internal", "internal", "<parameter>", "factory", "filter", "scope"),
        *("compaction", "database", "decode", "encode", "fields", "lookup", "map-null-key", "partition", "scan"),
        *("sink", "source", "timestamp-format"),
    )
)


def known(version: str, distribution: Path | None, folder: Path) -> tuple[str, dict[str, Any]]:
    """Name and content of the list; `distribution` holds lib/ and opt/, None: it is downloaded into `folder`."""
    if distribution is None:
        distribution = next(unpacked(f"apache-flink-libraries=={version}", folder, wheel=False).glob("*/deps"))
    jars = sorted([*distribution.glob("lib/*.jar"), *distribution.glob("opt/*.jar")])
    program = str(Path(__file__).with_name("FlinkOptions.java"))
    java = java_home(os.environ) / "bin" / "java"
    done = subprocess.run([str(java), program, *map(str, jars)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise LabError(f"{distribution}: its options cannot be read: {done.stderr.strip()[-300:]}")
    minor = ".".join(version.split(".")[:2])
    return f"flink-{minor}", {"from": f"apache-flink-libraries {version}", "options": options_of(done.stdout)}


def options_of(printed: str) -> dict[str, dict[str, Any]]:
    """The options in what FlinkOptions.java prints, by key."""
    options: dict[str, dict[str, Any]] = {}
    for line in printed.splitlines():
        key, kind, default, former, fallbacks, deprecated = line.split("\t")
        if "." not in key or key.split(".")[0] in _FIRST_WORDS_OF_OTHERS:
            continue
        option = options.setdefault(key, {})
        # One key may be declared in several classes; what any of them knows is known.
        option.update({"default": default} if default else {}, **({"map": True} if kind == "Map" else {}))
        option.update({"dead": True} if deprecated == "true" else {})
        for name, keys in (("former", former), ("also", fallbacks)):
            if together := {*option.get(name, []), *filter(None, keys.split(","))}:
                option[name] = sorted(together)
    return options
