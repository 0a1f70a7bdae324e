"""No jar is in lib/ twice: in two versions, or whole and in parts.

Which of two classes of one name is loaded is decided by the order of files: the job works on one machine and not on
the next. flink-sql-connector-kafka holds flink-connector-kafka, flink-connector-base and Kafka's client already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from advisor.doctor.jars import Jar
from advisor.doctor.outcome import Said, failed, ok, warning
from advisor.doctor.seen import ClassPath

# The whole, what it holds under the same names, and what it holds under other names: that one is only needless.
_HOLDS = {
    "flink-sql-connector-kafka": (("flink-connector-kafka", "flink-connector-base"), ("kafka-clients",)),
    "flink-table-planner-loader": (("flink-table-planner",), ()),
}


def check(class_paths: tuple[ClassPath, ...]) -> Iterator[Said]:
    for path in class_paths:
        said = [*_versions(path), *_parts(path)]
        yield from said or [ok(f"{path.place}: none of {len(path.jars)} jars is there twice")]


def _versions(path: ClassPath) -> Iterator[Said]:
    by_artifact: dict[str, list[Jar]] = defaultdict(list)
    for jar in path.jars:
        by_artifact[jar.artifact].append(jar)
    for jars in by_artifact.values():
        if len(jars) > 1:
            names = " and ".join(jar.file for jar in jars)
            yield failed(f"{path.place} has {names}", f"keep one of them; Flink is {path.version}")


def _parts(path: ClassPath) -> Iterator[Said]:
    by_artifact = {jar.artifact: jar for jar in path.jars}
    for whole, (same, other) in _HOLDS.items():
        if whole not in by_artifact:
            continue
        for part in (each for each in (*same, *other) if each in by_artifact):
            what = f"{path.place}: {by_artifact[part].file} beside {by_artifact[whole].file}, which holds it"
            yield (failed if part in same else warning)(what, f"remove {by_artifact[part].file}")
