"""A flink-conf.yaml for Flink 2, which reads config.yaml only."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import FlinkConfig

SEVERITY = "critical"
SOURCE = "https://nightlies.apache.org/flink/flink-docs-release-2.0/docs/deployment/config/#flink-configuration-file"


def check(config: FlinkConfig, _context: Context) -> Iterator[Fault]:
    """Silent on Flink 1.x, which reads it, and where the version is not known."""
    if config.name == "flink-conf.yaml" and config.version and not config.version.startswith("1."):
        yield Fault(
            config.place,
            config.name,
            f"Flink {config.called} does not read this file",
            "conf/config.yaml, the same keys",
        )
