"""Jobs made up for one question at a time; what a real job looks like is in tests/recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from itertools import pairwise

from advisor.diagnose.bottleneck import diagnose_bottleneck
from advisor.diagnose.context import Context
from advisor.diagnose.verdict import Verdict
from advisor.measure.job import measure_job
from advisor.model.checkpoints import CheckpointSample, CheckpointsSample
from advisor.model.database import DatabaseSample
from advisor.model.host import HostSample
from advisor.model.kafka import KafkaSample, PartitionSample
from advisor.model.machines import CollectorSample, JvmSample, TaskManagerSample
from advisor.model.observation import (
    NO_DATABASE,
    NO_HOST,
    NO_KAFKA,
    NOT_ASKED,
    FailureSample,
    FlameGraph,
    JobSample,
    Observation,
    SubtaskSample,
    Surroundings,
    VertexSample,
)
from advisor.model.settings import JobSettings
from advisor.model.topology import Edge, Topology
from advisor.model.unknown import Measure, Unknown

START = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
WINDOW_SECONDS = 30.0
RUNNING_MS = 100_000.0
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Op:
    """An operator of its own vertex: ratios of the window for each subtask, rates for the whole operator.

    `shares` says how the records are spread over the subtasks (None: evenly); `partitions` are rates by
    "topic-partition"; `gauges` are metrics of the vertex as they are at both moments. `name` may be a chain "a -> b",
    of which `counts_as` has the counters.
    """

    name: str
    busy: float | tuple[float, ...] = 0.0
    backpressured: float | tuple[float, ...] = 0.0
    records_in: float = 1000.0
    records_out: float = 1000.0
    subtasks: int = 1
    counters: Mapping[str, float] = field(default_factory=dict)
    pending: tuple[float, float] | None = None
    unknown: Measure | None = None
    shares: tuple[float, ...] | None = None
    partitions: Mapping[str, float] = field(default_factory=dict)
    gauges: Mapping[str, float] = field(default_factory=dict)
    flame: FlameGraph | Unknown = NOT_ASKED
    id: str = ""
    max_parallelism: int = 128
    status: str = "RUNNING"
    counts_as: str = ""


def observe(
    *operators: Op,
    edges: tuple[tuple[str, str], ...] | None = None,
    ship: str = "FORWARD",
    state: str = "RUNNING",
    restarts: tuple[float, float] = (0, 0),
    failure: str = "java.net.ConnectException: Connection refused",
    running_ms: float = RUNNING_MS,
    database: tuple[DatabaseSample, ...] | Unknown = NO_DATABASE,
    slots: int = 4,
    machines: tuple[tuple[TaskManagerSample, ...], ...] | Unknown = NOT_ASKED,
    checkpoints: tuple[CheckpointsSample, ...] | Unknown = NOT_ASKED,
    configuration: Mapping[str, str] | Unknown = NOT_ASKED,
    jvm: JvmSample | Unknown = NOT_ASKED,
    parts: tuple[tuple[Op, ...], ...] = (),
    kafka: tuple[KafkaSample, ...] | Unknown = NO_KAFKA,
    host: tuple[HostSample, ...] | Unknown = NO_HOST,
) -> Observation:
    """Two looks at these operators, in a line when no edges are given.

    `machines` and `checkpoints` have one entry for each look. With `parts` there are more looks: `parts[n]` is what
    the operators did in the n-th part of the window, and `operators` are not used but for their names.
    """
    looks = len(parts) + 1 if parts else 2
    names = [each.name for each in operators]
    pairs = edges if edges is not None else tuple(pairwise(names))
    # Flink lists vertices in an order of its own; nothing may depend on it.
    listed = tuple(reversed(operators))
    ids = {each.name: each.id or each.name for each in operators}
    topology = Topology(tuple(ids[op.name] for op in listed), tuple(Edge(ids[a], ids[b], ship) for a, b in pairs))
    failed = (FailureSample(failure, 0.0, None),) if restarts[-1] or state != "RUNNING" else ()

    def look(number: int) -> JobSample:
        return JobSample(
            id="a" * 32,
            name="orders",
            state=state,
            flink_version="2.3.0",
            taken_at=START + timedelta(seconds=number * WINDOW_SECONDS / (looks - 1)),
            vertices=tuple(_vertex(op, number, looks, running_ms, parts) for op in listed),
            topology=topology,
            restarts=restarts[min(number, 1)],
            failures=failed,
            slots_total=slots,
            slots_available=0,
            task_managers=machines if isinstance(machines, Unknown) else machines[number],
            checkpoints=checkpoints if isinstance(checkpoints, Unknown) else checkpoints[number],
            configuration=configuration,
            jvm=jvm,
        )

    databases = [database] * looks if isinstance(database, Unknown) else database
    kafkas = [kafka] * looks if isinstance(kafka, Unknown) else kafka
    hosts = [host] * looks if isinstance(host, Unknown) else host
    surroundings = tuple(Surroundings(*each) for each in zip(databases, kafkas, hosts, strict=True))
    return Observation(tuple(look(number) for number in range(looks)), surroundings)


def context(observation: Observation, settings: JobSettings | None = None, verdict: Verdict | None = None) -> Context:
    """What a rule sees of it; the verdict is the real one unless given."""
    job, known = measure_job(observation), settings or JobSettings()
    return Context(job, verdict or diagnose_bottleneck(job, known), known)


def sink(name: str = "jdbc_sink", *, rows: float, flushes: float, flush_ms: float, busy: float = 1.0) -> Op:
    """A batching sink: rows and flushes a second, milliseconds spent in flushes a second."""
    counters = {"rows_written": rows, "flushes": flushes, "flush_ms_total": flush_ms}
    return Op(name, busy=busy, records_in=flushes, records_out=0.0, counters=counters)


def database(
    *, commits: int, rows: int, waiting_for_locks: int = 0, connections: int = 3, **more: object
) -> tuple[DatabaseSample, DatabaseSample]:
    """Two looks at a database that made so many commits of so many rows in between; `more` fields are of both."""
    end = START + timedelta(seconds=WINDOW_SECONDS)
    by_name = {"narrows:orders:jdbc_sink:0": connections}
    return (
        DatabaseSample(START, 100, 100, by_name, waiting_for_locks, 100, **more),  # type: ignore[arg-type]
        DatabaseSample(end, 100 + commits, 100 + rows, by_name, waiting_for_locks, 100, **more),  # type: ignore[arg-type]
    )


def kafka(
    source: Op, arriving: float | Mapping[str, float], waiting: float | tuple[float, ...] = 0.0, looks: int = 2
) -> tuple[KafkaSample, ...]:
    """Looks at what that source reads: so many records arrive per second, evenly or by "topic-partition".

    `waiting` is what waits in the whole topic at the first look; as a tuple, at each of them, whatever arrives.
    """
    each_look = waiting if isinstance(waiting, tuple) else (waiting,) * looks
    number = len(source.partitions)
    rates = arriving if isinstance(arriving, Mapping) else dict.fromkeys(source.partitions, arriving / number)

    def partition(name: str, look: int, seconds: float) -> PartitionSample:
        topic, _, index = name.rpartition("-")
        read = source.partitions[name]
        grown = seconds * (read if isinstance(waiting, tuple) else rates[name])
        end = read * RUNNING_MS / 1000 + 1 + grown + each_look[look] / number
        return PartitionSample(topic, int(index), end, Unknown("no consumer group was named"))

    found = []
    for look in range(len(each_look)):
        seconds = look * WINDOW_SECONDS / (len(each_look) - 1)
        partitions = tuple(partition(name, look, seconds) for name in source.partitions)
        found.append(KafkaSample(START + timedelta(seconds=seconds), partitions))
    return tuple(found)


def machine(
    identifier: str = "tm-1",
    *,
    gc_ratio: float = 0.0,
    young: int = 3,
    full: int = 0,
    full_ms: float = 0.0,
    heap_used: float = 0.4,
    heap_mb: int = 512,
    cpu_cores: int = 2,
    jvm_cores: float = 0.5,
    slots: int = 4,
    machine_cpu: float | None = None,
) -> tuple[tuple[TaskManagerSample, ...], tuple[TaskManagerSample, ...]]:
    """Two looks at one TaskManager: in the window `gc_ratio` of the time in `young` collections, `full` old ones.

    `heap_used` (0-1) is the same at both looks; `jvm_cores` is how many cores its JVM kept busy.
    """

    def look(share: float) -> TaskManagerSample:
        gc_ms = gc_ratio * WINDOW_SECONDS * 1000
        unknown = Unknown("the CPU usage of the machine is not reported")
        return TaskManagerSample(
            id=identifier,
            slots=slots,
            free_slots=0,
            cpu_cores=cpu_cores,
            heap_used_bytes=heap_used * heap_mb * MEGABYTE,
            heap_max_bytes=heap_mb * MEGABYTE,
            managed_bytes=256.0 * MEGABYTE,
            managed_used_bytes=0.0,
            process_bytes=2048.0 * MEGABYTE,
            cpu_ms=5000 + share * jvm_cores * WINDOW_SECONDS * 1000,
            machine_cpu_ratio=unknown if machine_cpu is None else machine_cpu,
            collectors=(
                CollectorSample("G1_Young_Generation", 10 + share * young, 100 + share * gc_ms),
                CollectorSample("G1_Old_Generation", share * full, share * full_ms),
            ),
        )

    return (look(0.0),), (look(1.0),)


def checkpoints(
    *history: CheckpointSample,
    completed: tuple[int, int] = (10, 13),
    failed: tuple[int, int] = (0, 0),
    interval_ms: Measure = 10_000.0,
    timeout_ms: Measure = 600_000.0,
    unaligned: bool = False,
) -> tuple[CheckpointsSample, CheckpointsSample]:
    """Two looks at a job's checkpoints; counters at both moments, `history` the newest first."""
    first, last = (
        CheckpointsSample(done, broken, 0, history, interval_ms, timeout_ms, unaligned, 0.0)
        for done, broken in zip(completed, failed, strict=True)
    )
    return first, last


def checkpoint(
    number: int = 13, duration_ms: float = 500.0, status: str = "COMPLETED", **more: object
) -> CheckpointSample:
    """One checkpoint of the history."""
    values = {"trigger_ms": 0.0, "state_bytes": 1000.0, "is_savepoint": False, "failure": None, **more}
    return CheckpointSample(id=number, status=status, duration_ms=duration_ms, **values)  # type: ignore[arg-type]


def _vertex(op: Op, number: int, looks: int, running_ms: float, parts: tuple[tuple[Op, ...], ...]) -> VertexSample:
    done = [next(each for each in part if each.name == op.name) for part in parts[:number]]
    history = done if parts else [op] * number
    part_ms = WINDOW_SECONDS * 1000 / (looks - 1)
    at = running_ms + number * part_ms
    spans = [(op, running_ms), *((each, part_ms) for each in history)]
    metrics = {
        f"{op.counts_as or op.name}.{name}": sum(each.counters[name] * ms for each, ms in spans) / 1000
        for name in op.counters
    }
    metrics.update(op.gauges)
    if op.pending is not None:
        metrics[f"{op.name}.pendingRecords"] = op.pending[min(number, 1)]
    return VertexSample(
        id=op.id or op.name,
        name=op.name,
        parallelism=op.subtasks,
        max_parallelism=op.max_parallelism,
        status=op.status,
        subtasks=tuple(_subtask(op, index, running_ms, history, part_ms) for index in range(op.subtasks)),
        metrics=metrics,
        partition_offsets={name: rate * at / 1000 for name, rate in op.partitions.items()},
        flame=op.flame,
    )


def _subtask(op: Op, index: int, running_ms: float, history: list[Op], part_ms: float) -> SubtaskSample:
    """Before the window the operator did what `op` says; in each part of it what `history` says."""
    spans = [(op, running_ms), *((each, part_ms) for each in history)]
    busy = sum(_of(each.busy, index) * ms for each, ms in spans)
    backpressured = sum(_of(each.backpressured, index) * ms for each, ms in spans)
    at = running_ms + len(history) * part_ms
    return SubtaskSample(
        index=index,
        attempt=0,
        status=op.status,
        running_ms=at,
        busy_ms=op.unknown if op.unknown is not None else busy,
        idle_ms=at - busy - backpressured,
        backpressured_ms=backpressured,
        records_in=sum(each.records_in * _share(each, index) * ms / 1000 for each, ms in spans),
        records_out=sum(each.records_out * _share(each, index) * ms / 1000 for each, ms in spans),
        task_manager="tm-1",
    )


def _of(value: float | tuple[float, ...], index: int) -> float:
    return value[index] if isinstance(value, tuple) else value


def _share(op: Op, index: int) -> float:
    return op.shares[index] if op.shares else 1 / op.subtasks
