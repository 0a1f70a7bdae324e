"""A key that stands twice in flink-conf.yaml: Flink 1.x takes the last one, and says nothing of the other."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import FlinkConfig

SEVERITY = "warning"
SOURCE = "https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/deployment/config/"


def check(config: FlinkConfig, _context: Context) -> Iterator[Fault]:
    """Silent on config.yaml, which is YAML: there such a file is refused. The same value twice is told as info."""
    for setting in config.repeated:
        taken = config.settings[setting.key]
        yield Fault(
            setting.place,
            setting.key,
            f"stands again in line {taken.place.line}, which is the one that Flink takes",
            "one of the two",
            "info" if taken.value == setting.value else None,
        )
