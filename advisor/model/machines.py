"""TaskManagers as they were at one moment: their JVM, memory and slots."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.model.unknown import Measure


@dataclass(frozen=True)
class CollectorSample:
    """One garbage collector. Counters since the JVM started: collections, and milliseconds spent in them."""

    name: str
    collections: Measure
    milliseconds: Measure


@dataclass(frozen=True)
class TaskManagerSample:
    """One TaskManager process on `host`. Bytes and counts; `cpu_ms` is the CPU time of its JVM, without Python workers.

    `machine_cpu_ratio` (0-1) is of the whole machine; Flink knows it with `metrics.system-resource: true` only.
    `collectors` are the JVM's own, without Flink's sum "All". On `data_port` it listens for other TaskManagers; 0:
    not known.
    """

    id: str
    slots: int
    free_slots: int
    cpu_cores: int
    heap_used_bytes: Measure
    heap_max_bytes: Measure
    managed_bytes: Measure
    managed_used_bytes: Measure
    process_bytes: Measure
    cpu_ms: Measure
    machine_cpu_ratio: Measure
    collectors: tuple[CollectorSample, ...]
    host: str = ""
    data_port: int = 0


@dataclass(frozen=True)
class JvmSample:
    """The JobManager's JVM; Flink's REST API does not tell the TaskManagers', which is nearly always the same.

    `version` as in "OpenJDK 64-Bit Server VM - Debian - 17/17.0.15+6"; `major` is 8, 11, 17, 21 ...
    """

    version: str
    major: int | None
