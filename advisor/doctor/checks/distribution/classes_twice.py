"""No class is in two jars of lib/.

Told by the jars' tables of contents on this machine; Flink's own jars share some classes among themselves, which does
no harm as long as they are of one version.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, ok, warning
from advisor.doctor.seen import Distribution


def check(distribution: Distribution) -> Iterator[Said]:
    for first, second, count, example in distribution.twice:
        yield warning(
            f"{first} and {second} share {count} classes, such as {example}", "remove one of the jars from lib/"
        )
    if not distribution.twice:
        yield ok(f"{len(distribution.lib)} jars of lib/ on this machine share no class")
