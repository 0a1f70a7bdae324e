"""Connectors were built for this Flink.

The end of a connector's version names Flink's: `5.0.0-2.2` was built for 2.2. It works on later ones of the same major
version (no build for 2.3 exists); for an earlier or another major one, classes are missing at run time.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.jars import Jar, minor_of
from advisor.doctor.outcome import Said, failed, ok, warning
from advisor.doctor.seen import ClassPath


def check(class_paths: tuple[ClassPath, ...]) -> Iterator[Said]:
    for path in class_paths:
        told = [(jar, jar.built_for) for jar in path.jars if jar.built_for is not None]
        said = [_judge(path, jar, minor_of(built_for)) for jar, built_for in told]
        yield from (each for each in said if each is not None)
        if not any(said):
            names = ", ".join(f"{jar.artifact} {jar.version}" for jar, _ in told)
            yield ok(f"{path.place}: {names or 'no connector names its Flink'}; Flink {path.version}")


def _judge(path: ClassPath, jar: Jar, built_for: tuple[int, int] | None) -> Said | None:
    flink = minor_of(path.version)
    if flink is None or built_for is None:
        return None
    what = f"{path.place}: {jar.file} was built for Flink {built_for[0]}.{built_for[1]}, here is {path.version}"
    hint = f"put the {jar.artifact} in its place whose version ends in -{flink[0]}.{flink[1]}, or the next lower"
    if built_for[0] != flink[0]:
        return failed(what, hint)
    return warning(what, hint) if built_for > flink else None
