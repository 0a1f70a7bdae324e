"""A key that another Flink knows, and the one in use does not: it was dropped, or is yet to come."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.known.flink import INSTEAD_OF_REMOVED, VERSIONS, is_open, numbers, options
from advisor.lint.subjects import FlinkConfig

SEVERITY = "warning"
SOURCE = "https://nightlies.apache.org/flink/flink-docs-stable/docs/deployment/config/"


def check(config: FlinkConfig, _context: Context) -> Iterator[Fault]:
    """Silent where the version is older than the lists, on keys that have a new name (renamed_flink_key), and on what
    an older Flink of the same major version knows that may read the file as well: 1.19 may have what 1.18 has."""
    if config.version is None:
        return
    known = options(config.version)
    also = options(config.oldest) if config.oldest and _major(config.oldest) == _major(config.version) else known
    for key, setting in config.settings.items():
        if is_open(key) or known.reads(key) or also.reads(key):
            continue
        others = [each for each in VERSIONS if options(each).reads(key)]
        renamed = any(known.reads(new) for each in others for new in options(each).renamed.get(key, ()))
        if others and not renamed:
            where = f"of Flink {' and '.join(others)}; Flink {config.called} does not read it"
            yield Fault(setting.place, key, where, INSTEAD_OF_REMOVED.get(key, "leave it out"))


def _major(version: str) -> int:
    return numbers(version)[0]
