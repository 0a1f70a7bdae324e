"""A line of flink-conf.yaml that Flink skips: it is not `key: value` with a space after the colon.

Flink 1.x reads this file line by line and not as YAML. What does not fit is skipped with a warning in the log.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import FlinkConfig

SEVERITY = "warning"
SOURCE = "https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/deployment/config/"


def check(config: FlinkConfig, _context: Context) -> Iterator[Fault]:
    """Silent on comments and empty lines, and on config.yaml, which is YAML."""
    for place in config.unread:
        yield Fault(place, config.name, "Flink skips this line", "key: value, with a space after the colon")
