"""Jobs made up for one question at a time; what a real job looks like is in tests/recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from itertools import pairwise

from advisor.model.observation import DatabaseSample, JobSample, Observation, SubtaskSample, VertexSample
from advisor.model.topology import Edge, Topology
from advisor.model.unknown import Measure

START = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
WINDOW_SECONDS = 30.0
RUNNING_MS = 100_000.0


@dataclass(frozen=True)
class Op:
    """An operator of its own vertex: ratios of the window for each subtask, rates for the whole operator."""

    name: str
    busy: float | tuple[float, ...] = 0.0
    backpressured: float | tuple[float, ...] = 0.0
    records_in: float = 1000.0
    records_out: float = 1000.0
    subtasks: int = 1
    counters: Mapping[str, float] = field(default_factory=dict)
    pending: tuple[float, float] | None = None
    unknown: Measure | None = None


def observe(
    *operators: Op,
    edges: tuple[tuple[str, str], ...] | None = None,
    state: str = "RUNNING",
    restarts: tuple[float, float] = (0, 0),
    running_ms: float = RUNNING_MS,
    database: tuple[DatabaseSample, DatabaseSample] | None = None,
    slots: int = 4,
) -> Observation:
    """Two looks at these operators, in a line when no edges are given."""
    names = [each.name for each in operators]
    pairs = edges if edges is not None else tuple(pairwise(names))
    # Flink lists vertices in an order of its own; nothing may depend on it.
    listed = tuple(reversed(names))
    topology = Topology(listed, tuple(Edge(a, b, "FORWARD") for a, b in pairs))
    by_name = {each.name: each for each in operators}

    def look(number: int) -> JobSample:
        return JobSample(
            id="a" * 32,
            name="orders",
            state=state,
            flink_version="2.3.0",
            taken_at=START + timedelta(seconds=number * WINDOW_SECONDS),
            vertices=tuple(_vertex(by_name[name], number, running_ms) for name in listed),
            topology=topology,
            restarts=restarts[number],
            failure="java.net.ConnectException: Connection refused" if restarts[1] or state != "RUNNING" else None,
            slots_total=slots,
            slots_available=0,
        )

    return Observation(look(0), look(1), database)


def sink(name: str = "jdbc_sink", *, rows: float, flushes: float, flush_ms: float, busy: float = 1.0) -> Op:
    """A batching sink: rows and flushes a second, milliseconds spent in flushes a second."""
    counters = {"rows_written": rows, "flushes": flushes, "flush_ms_total": flush_ms}
    return Op(name, busy=busy, records_in=flushes, records_out=0.0, counters=counters)


def database(
    *, commits: int, rows: int, waiting_for_locks: int = 0, connections: int = 3
) -> tuple[DatabaseSample, DatabaseSample]:
    """Two looks at a database that made so many commits of so many rows in between."""
    end = START + timedelta(seconds=WINDOW_SECONDS)
    by_name = {"narrows:orders:jdbc_sink:0": connections}
    return (
        DatabaseSample(START, 100, 100, by_name, waiting_for_locks, 100),
        DatabaseSample(end, 100 + commits, 100 + rows, by_name, waiting_for_locks, 100),
    )


def _vertex(op: Op, number: int, running_ms: float) -> VertexSample:
    at = running_ms + number * WINDOW_SECONDS * 1000
    metrics = {f"{op.name}.{name}": rate * at / 1000 for name, rate in op.counters.items()}
    if op.pending is not None:
        metrics[f"{op.name}.pendingRecords"] = op.pending[number]
    return VertexSample(
        id=op.name,
        name=op.name,
        parallelism=op.subtasks,
        max_parallelism=128,
        status="RUNNING",
        subtasks=tuple(_subtask(op, index, at) for index in range(op.subtasks)),
        metrics=metrics,
    )


def _subtask(op: Op, index: int, at: float) -> SubtaskSample:
    busy = op.busy[index] if isinstance(op.busy, tuple) else op.busy
    backpressured = op.backpressured[index] if isinstance(op.backpressured, tuple) else op.backpressured
    return SubtaskSample(
        index=index,
        attempt=0,
        status="RUNNING",
        running_ms=at,
        busy_ms=op.unknown if op.unknown is not None else busy * at,
        idle_ms=(1 - busy - backpressured) * at,
        backpressured_ms=backpressured * at,
        records_in=op.records_in / op.subtasks * at / 1000,
        records_out=op.records_out / op.subtasks * at / 1000,
    )
