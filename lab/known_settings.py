"""Lists of settings that real distributions know, for advisor/lint/known/data: `python -m lab.known_settings`

Takes the options of Flink, the flags of the JDKs and the settings of both Kafka clients out of the software itself, so
that no list is written by hand. Downloads about 900 MB once; a Flink unpacked elsewhere: `--flink 2.3.0=FOLDER`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lab import flink_options, jvm_flags, kafka_options
from lab.entry import end_with

DATA = Path(__file__).parents[1] / "advisor" / "lint" / "known" / "data"


def main(arguments: list[str]) -> int:
    """Write the lists anew."""
    parser = argparse.ArgumentParser(prog="python -m lab.known_settings", description=main.__doc__)
    parser.add_argument("--only", choices=("flink", "jvm", "kafka"), help="one of the three")
    parser.add_argument("--flink", action="append", default=[], metavar="VERSION=FOLDER", help="jars that are there")
    asked = parser.parse_args(arguments)
    given = {version: Path(folder) for version, _, folder in (each.partition("=") for each in asked.flink)}
    with tempfile.TemporaryDirectory(prefix="known-settings-") as folder:
        if asked.only in (None, "flink"):
            for version in flink_options.VERSIONS:
                write(*flink_options.known(version, given.get(version), Path(folder)))
        if asked.only in (None, "jvm"):
            for package in jvm_flags.PACKAGES:
                write(*jvm_flags.known(package, Path(folder)))
        if asked.only in (None, "kafka"):
            write("kafka-librdkafka", kafka_options.librdkafka())
            write("kafka-java", kafka_options.java())
    return 0


def write(name: str, known: Mapping[str, Any]) -> None:
    """Compact, sorted, one entry a line: what a new version changes can be read."""
    head = [f"{json.dumps(key)}:{json.dumps(value)}" for key, value in known.items() if isinstance(value, str)]
    for key, value in known.items():
        if isinstance(value, str):
            continue
        if isinstance(value, dict):
            lines = [f"{json.dumps(each)}:{_compact(value[each])}" for each in sorted(value)]
            head.append(f"{json.dumps(key)}:{{\n" + ",\n".join(lines) + "\n}")
        else:
            head.append(f"{json.dumps(key)}:[\n" + ",\n".join(json.dumps(each) for each in sorted(value)) + "\n]")
    DATA.mkdir(exist_ok=True)
    (DATA / f"{name}.json").write_text("{" + ",\n".join(head) + "}\n", encoding="utf-8")
    print(f"{name}: {', '.join(f'{len(value)} {key}' for key, value in known.items() if not isinstance(value, str))}")


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


if __name__ == "__main__":
    end_with(lambda: main(sys.argv[1:]))
