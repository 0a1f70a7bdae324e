"""Flags for all of Flink's JVMs that replace the --add-opens which Flink needs on JDK 17 and later.

The config file that comes with Flink sets them in env.java.opts.all. Who sets that key, or its former name
env.java.opts, to flags of their own takes them away: serialization fails with InaccessibleObjectException.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.known.flink import OLDEST
from advisor.lint.subjects import FlinkConfig

SEVERITY = "critical"
SOURCE = "https://nightlies.apache.org/flink/flink-docs-stable/docs/deployment/java_compatibility/"
_FIRST_STRICT_JDK = 16  # JEP 396
_KEYS = ("env.java.opts.all", "env.java.opts")
_DEFAULTS = "env.java.default-opts.all"


def check(config: FlinkConfig, _context: Context) -> Iterator[Fault]:
    """Silent where the value holds --add-opens itself, as the file that comes with Flink does, where they stand in
    env.java.default-opts.all, and on JDK 8 and 11. On Flink 1.x, whose images run on 11, it is info until the JDK is
    known."""
    defaults = config.get(_DEFAULTS)
    if max(config.jdks) < _FIRST_STRICT_JDK or (defaults and "--add-opens" in (defaults.text() or "--add-opens")):
        return
    runs_on_11 = min(config.jdks) < _FIRST_STRICT_JDK and (config.version or OLDEST).startswith("1.")
    for key in _KEYS:
        setting = config.get(key)
        if setting is not None and "--add-opens" not in (setting.text() or "--add-opens"):
            yield Fault(
                setting.place,
                key,
                "replaces the --add-opens that Flink needs on JDK 17 and later",
                "env.java.opts.taskmanager and env.java.opts.jobmanager, which are added to them",
                "info" if runs_on_11 else None,
            )
            return
