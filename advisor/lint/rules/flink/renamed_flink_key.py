"""A key that Flink calls otherwise now, by Flink's own list of deprecated keys.

Most are still read; those that the version does not read any more leave the default in force, in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.known.flink import VERSIONS, options
from advisor.lint.subjects import FlinkConfig, Setting

SEVERITY = "warning"
SOURCE = "https://nightlies.apache.org/flink/flink-docs-stable/docs/deployment/config/"


def check(config: FlinkConfig, _context: Context) -> Iterator[Fault]:
    """Silent on fallbacks that Flink does not call deprecated (rest.port for rest.bind-port), where the version is
    older than the lists, and where an older one that may read the file (flink-conf.yaml: 1.18; config.yaml: 1.20;
    unless `--flink` says) does not know the new key. What is still read is told as info; so is one that is
    overridden by its new name with the same value."""
    if config.version is None or config.oldest is None:
        return
    known, oldest = options(config.version), options(config.oldest)
    for key, setting in config.settings.items():
        if key in known.renamed:
            new = [each for each in known.renamed[key] if oldest.reads(each)]
            if new:
                yield _shadowed(config, setting, known.renamed[key]) or _deprecated(config, setting, new)
        elif not known.reads(key):
            renamed = (options(each).renamed.get(key, ()) for each in VERSIONS)
            now = next((keys for keys in renamed if any(map(known.reads, keys))), None)
            if now:
                yield Fault(setting.place, key, f"is not read by Flink {config.called} any more", " and ".join(now))


def _deprecated(config: FlinkConfig, setting: Setting, new: Sequence[str]) -> Fault:
    what = f"is deprecated in Flink {config.called}, and still read"
    return Fault(setting.place, setting.key, what, " and ".join(new), "info")


def _shadowed(config: FlinkConfig, setting: Setting, new: Sequence[str]) -> Fault | None:
    """None where one of the new keys is not set, so that Flink falls back to the old one."""
    others = [config.get(each) for each in new]
    set_too = [each for each in others if each is not None]
    if len(set_too) < len(others):
        return None
    where = " and ".join(f"{each.key} ({_place(each, setting)})" for each in set_too)
    differs = any(None not in (each.text(), setting.text()) and each.text() != setting.text() for each in set_too)
    what = f"does nothing: Flink {config.called} takes {where}"
    return Fault(setting.place, setting.key, what, "leave it out", None if differs else "info")


def _place(each: Setting, beside: Setting) -> str:
    return f"line {each.place.line}" if each.place.file == beside.place.file else str(each.place)
