"""A JDBC connector has its dialect and its driver beside it.

The job templates write through Python's driver (see `packages`); this is for SQL jobs on the same cluster. Says
nothing where there is no JDBC connector.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, ok, warning
from advisor.doctor.seen import ClassPath

_CORE, _DIALECT, _DRIVER = "flink-connector-jdbc-core", "flink-connector-jdbc-postgres", "postgresql"


def check(class_paths: tuple[ClassPath, ...]) -> Iterator[Said]:
    for path in class_paths:
        jars = {jar.artifact: jar for jar in path.jars}
        if not any(name.startswith("flink-connector-jdbc") for name in jars):
            continue
        missing = [each for each in ([_DIALECT] if _CORE in jars else []) + [_DRIVER] if each not in jars]
        for each in missing:
            yield warning(f"{path.place}: a JDBC connector without {each}", f"put {each}-*.jar beside it")
        if not missing:
            yield ok(f"{path.place}: JDBC connector with {_DRIVER} {jars[_DRIVER].version}")
