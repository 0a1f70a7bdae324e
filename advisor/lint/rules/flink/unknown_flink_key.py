"""A key that no listed Flink knows: nothing reads it, and nothing says so.

Flink puts unknown keys into its configuration without a word. A misspelt one leaves the default in force.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.known import nearest
from advisor.lint.known.flink import NEWEST, VERSIONS, Options, is_open, may_be_misspelt, options
from advisor.lint.read.properties import BYTE_ORDER_MARK
from advisor.lint.subjects import FlinkConfig
from advisor.lint.thresholds import SIMILAR

SEVERITY = "warning"
SOURCE = "https://nightlies.apache.org/flink/flink-docs-stable/docs/deployment/config/"
THRESHOLDS = (SIMILAR,)


def check(config: FlinkConfig, _context: Context) -> Iterator[Fault]:
    """Silent on keys that any of the lists has (key_of_another_flink, renamed_flink_key), on entries of maps, on
    names that users choose (`metrics.reporter.<name>.`), and on what plugins, clouds, Hadoop, the Kubernetes operator
    or the user's own program read. Where Flink and others share a prefix (`env.`, `yarn.`, `restart-strategy.`), silent
    unless it is nearly a key of Flink's. A key like no other is told as info, and only where Flink owns its first
    word."""
    known = options(config.version or NEWEST)
    for key, setting in config.settings.items():
        if not may_be_misspelt(key) or any(options(version).reads(key) for version in VERSIONS):
            continue
        meant = _meant(key, known)
        if meant:
            yield Fault(setting.place, key, "no Flink knows this key", f"{meant} (is this what was meant?)")
        elif not is_open(key) and "." in key and key.split(".")[0] in known.first_words:
            yield Fault(
                setting.place, key, f"Flink {config.called} and its neighbours know no such key", "leave it out", "info"
            )


def _meant(key: str, known: Options) -> str | None:
    if key.startswith(BYTE_ORDER_MARK):
        return f"{key[1:]} without the unseen byte order mark (BOM) before it"
    by_case = {each.lower(): each for each in known.names}
    return by_case.get(key.lower()) or nearest(key, known.names)
