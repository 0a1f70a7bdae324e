"""The Flink side of the sink: one batch in, one commit in Postgres, dead letters out, metrics along the way.

Nothing is kept between two batches, so there is nothing to lose at a checkpoint: Flink finishes the bundle
(waits until every batch of it is written) before it lets a checkpoint barrier pass.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from pyflink.datastream.functions import ProcessFunction, RuntimeContext

from jobs.connectors.postgres import connect
from jobs.operators.batching import unpack
from jobs.operators.dead_letters import encode_dead_letter
from jobs.operators.retries import retry_policy
from jobs.operators.upsert import UpsertWriter
from jobs.settings import Settings
from jobs.target import Target


class LatencySample:
    """Event time to commit, of the most recent rows: a ring of `size` values, milliseconds."""

    def __init__(self, size: int = 8192, per_batch: int = 256) -> None:
        self._ring = np.zeros(size, dtype=np.int64)
        self._seen = 0
        self._per_batch = per_batch

    def add(self, event_times_ms: np.ndarray[Any, np.dtype[np.int64]], now_ms: int) -> None:
        step = max(1, len(event_times_ms) // self._per_batch)
        latencies = now_ms - event_times_ms[::step]
        places = (self._seen + np.arange(len(latencies))) % len(self._ring)
        self._ring[places] = latencies
        self._seen += len(latencies)

    def quantile(self, q: float) -> int:
        filled = self._ring[: min(self._seen, len(self._ring))]
        return int(np.quantile(filled, q)) if len(filled) else 0


class JdbcSink(ProcessFunction):
    """Metrics, on this operator's scope.

    Counters: rows_written, flushes, flush_ms_total, dead_letters, retries. Gauges of the last flush:
    rows_per_flush, flush_ms; over recent rows, event time to commit: latency_p50_ms, latency_p95_ms, latency_p99_ms.
    """

    def __init__(self, settings: Settings, target: Target) -> None:
        self._settings = settings
        self._target = target

    def open(self, runtime_context: RuntimeContext) -> None:
        settings = self._settings
        subtask = runtime_context.get_index_of_this_subtask()
        application_name = f"narrows:{settings.job.name}:jdbc_sink:{subtask}"
        self._writer = UpsertWriter(
            lambda: connect(settings.database, application_name),
            self._target,
            retry_policy(settings.operators.jdbc_sink),
        )
        self._latency = LatencySample()
        self._flush_ms = 0.0
        self._flush_ms_counted = 0
        self._flush_ms_sum = 0.0
        self._rows = 0
        self._register(runtime_context.get_metrics_group())

    def _register(self, metrics: Any) -> None:
        self._rows_written = metrics.counter("rows_written")
        self._flushes = metrics.counter("flushes")
        self._flush_ms_total = metrics.counter("flush_ms_total")
        self._dead_letters = metrics.counter("dead_letters")
        self._retries = metrics.counter("retries")
        metrics.gauge("rows_per_flush", lambda: self._rows)
        metrics.gauge("flush_ms", lambda: round(self._flush_ms))
        for name, q in (("p50", 0.50), ("p95", 0.95), ("p99", 0.99)):
            metrics.gauge(f"latency_{name}_ms", _quantile(self._latency, q))

    def process_element(self, value: Any, ctx: ProcessFunction.Context) -> Iterator[str]:  # noqa: ARG002
        batch = unpack(value[0])
        retries, started = self._writer.retries, time.monotonic()
        refused = self._writer.write(batch)
        if batch.row_count:
            self._note_flush(batch.row_count - len(refused), (time.monotonic() - started) * 1000)
            self._latency.add(np.frombuffer(batch.event_times_ms, dtype=np.int64), time.time_ns() // 1_000_000)
        self._retries.inc(self._writer.retries - retries)
        letters = [*batch.dead_letters, *refused]
        self._dead_letters.inc(len(letters))
        for letter in letters:
            yield encode_dead_letter(self._settings.kafka.topic, letter)

    def _note_flush(self, rows: int, milliseconds: float) -> None:
        self._rows, self._flush_ms = rows, milliseconds
        self._rows_written.inc(rows)
        self._flushes.inc()
        # A counter takes whole numbers; the sum is rounded, not each of many flushes of under a millisecond.
        self._flush_ms_sum += milliseconds
        whole = int(self._flush_ms_sum)
        self._flush_ms_total.inc(whole - self._flush_ms_counted)
        self._flush_ms_counted = whole

    def close(self) -> None:
        self._writer.close()


def _quantile(sample: LatencySample, q: float) -> Callable[[], int]:
    return lambda: sample.quantile(q)
