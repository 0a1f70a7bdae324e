"""Flags for all of Flink's JVMs that replace the --add-opens which Flink needs on JDK 17 and later.

The config file that comes with Flink sets them in env.java.opts.all. Who sets that key, or its former name
env.java.opts, to flags of their own takes them away: serialization fails with InaccessibleObjectException. The
Kubernetes operator sets env.java.default-opts.all from Flink 1.19 on: there this is the key that takes them away.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.known.flink import OLDEST, numbers
from advisor.lint.subjects import DEPLOYMENT, SESSION_JOB, FlinkConfig, Setting

SEVERITY = "critical"
SOURCE = "https://nightlies.apache.org/flink/flink-docs-stable/docs/deployment/java_compatibility/"
_FIRST_STRICT_JDK = 16  # JEP 396
_KEYS = ("env.java.opts.all", "env.java.opts")
_DEFAULTS = "env.java.default-opts.all"
_WITH_DEFAULTS = (1, 19)


def check(config: FlinkConfig, _context: Context) -> Iterator[Fault]:
    """Silent where the value holds --add-opens itself, as the file that comes with Flink does, where they stand in
    env.java.default-opts.all, in a FlinkSessionJob, which starts no JVM, and on JDK 8 and 11. On Flink 1.x, whose
    images run on 11, it is info until the JDK is known."""
    if max(config.jdks) < _FIRST_STRICT_JDK or config.name == SESSION_JOB or _holds_them(config.get(_DEFAULTS)):
        return
    runs_on_11 = min(config.jdks) < _FIRST_STRICT_JDK and (config.version or OLDEST).startswith("1.")
    for key in _keys(config):
        setting = config.get(key)
        if setting is not None and not _holds_them(setting):
            yield Fault(
                setting.place,
                key,
                "replaces the --add-opens that Flink needs on JDK 17 and later",
                "env.java.opts.taskmanager and env.java.opts.jobmanager, which are added to them",
                "info" if runs_on_11 else None,
            )
            return


def _keys(config: FlinkConfig) -> tuple[str, ...]:
    """Those that replace what sets the --add-opens."""
    by_operator = config.name == DEPLOYMENT and numbers(config.called) >= _WITH_DEFAULTS
    return (_DEFAULTS,) if by_operator else _KEYS


def _holds_them(setting: Setting | None) -> bool:
    """What is put in later may hold them."""
    return setting is not None and "--add-opens" in (setting.text() or "--add-opens")
