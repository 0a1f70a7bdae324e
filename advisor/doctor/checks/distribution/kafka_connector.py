"""The Kafka connector is in lib/, whole: flink-sql-connector-kafka, or its parts.

The client needs it to build the job, the cluster to run it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.doctor.outcome import Said, failed, ok, skipped
from advisor.doctor.seen import ClassPath

_WHOLE = "flink-sql-connector-kafka"
_IN_PARTS = ("flink-connector-kafka", "flink-connector-base", "kafka-clients")
_SHIPPED_OTHERWISE = ("pipeline.jars", "pipeline.classpaths")


def check(class_paths: tuple[ClassPath, ...], wanted: Mapping[str, str]) -> Iterator[Said]:
    shipped = [key for key in _SHIPPED_OTHERWISE if wanted.get(key)]
    for path in class_paths:
        names = {jar.artifact for jar in path.jars}
        if _WHOLE in names or names.issuperset(_IN_PARTS):
            yield ok(f"{path.place}: the Kafka connector is there")
        elif shipped:
            yield skipped(f"{path.place} has no Kafka connector; whether {shipped[0]} brings one is not known")
        elif _IN_PARTS[0] in names:
            missing = ", ".join(each for each in _IN_PARTS if each not in names)
            yield failed(f"{path.place}: flink-connector-kafka without {missing}", f"use {_WHOLE}, which holds them")
        else:
            yield failed(f"{path.place} has no Kafka connector", f"put {_WHOLE}-*.jar there, on every machine")
