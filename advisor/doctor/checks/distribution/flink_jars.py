"""All of Flink's own jars in lib/ are of one version.

A flink-python or filesystem jar left over from an upgrade fails late, with a class or a method that is missing.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok
from advisor.doctor.seen import ClassPath


def check(class_paths: tuple[ClassPath, ...]) -> Iterator[Said]:
    for path in class_paths:
        own = [jar for jar in path.jars if jar.is_flinks_own]
        others = [jar for jar in own if jar.version not in (path.version, None)]
        for jar in others:
            yield failed(f"{path.place}: {jar.file} beside Flink {path.version}", f"replace it by {path.version}'s")
        if not others:
            yield ok(f"{path.place}: {len(own)} jars of Flink {path.version}")
