"""Every number that a judgement hangs on: unit, default and where it comes from, in one place.

A profile may set its own under `advisor.thresholds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any


def _threshold(default: float, unit: str, source: str) -> Any:
    return field(default=default, metadata={"unit": unit, "source": source})


@dataclass(frozen=True)
class Thresholds:
    # The verdict's.
    backpressure_high_ratio: float = _threshold(0.5, "ratio", "Flink's own level HIGH (web UI and REST)")
    backpressure_ok_ratio: float = _threshold(0.1, "ratio", "Flink's own level OK ends here")
    saturated_busy_ratio: float = _threshold(
        0.8, "busy ratio", "Flink's autoscaler aims at 0.7; above 0.8 a queue grows fast (M/M/1)"
    )
    skewed_ratio: float = _threshold(
        1.5, "busiest subtask / mean", "less is what equal subtasks on shared cores differ by"
    )
    idle_source_ratio: float = _threshold(
        0.2, "idle ratio", "a source that waits for input a fifth of the time keeps up"
    )
    idle_below_ratio: float = _threshold(
        0.6, "idle ratio", "an operator that waits more than this for input holds nobody back"
    )
    burst_ratio: float = _threshold(
        0.4, "difference of busy ratios", "between parts of one window; steady jobs differ by half of it"
    )
    host_full_ratio: float = _threshold(0.9, "share of all cores", "the rest is the operating system's own")
    small_batch_rows: float = _threshold(
        10, "rows", "a commit costs about 1 ms, a row 0.01 ms: below 10 rows it is nearly all commit"
    )
    flushes_dominate_ratio: float = _threshold(
        0.5, "share of the time", "with less spent on flushes, no batch size doubles the rate"
    )
    lag_worth_naming_seconds: float = _threshold(
        30,
        "seconds of the source's rate",
        "Flink's autoscaler: job.autoscaler.observed-true-processing-rate.lag-threshold",
    )
    catch_up_seconds: float = _threshold(
        1800, "seconds", "Flink's autoscaler: job.autoscaler.catch-up.duration, 30 min"
    )
    lag_growth_ratio: float = _threshold(
        0.05, "share of the source's rate", "less is the jitter of two readings of a gauge"
    )
    lag_falls_ratio: float = _threshold(
        0.25, "share of its rises", "a lag that falls by more between two looks is worked off: it comes in bursts"
    )
    warm_up_seconds: float = _threshold(10, "seconds", "Python workers and the JIT compiler start in this time")
    complete_ratio: float = _threshold(0.5, "share of the subtasks", "a verdict on fewer would be about the others")
    restart_loop_count: float = _threshold(3, "restarts", "once is an accident, three times is a pattern")
    connections_short_ratio: float = _threshold(0.8, "share of max_connections", "a deploy doubles them for a moment")
    small_bundle_records: float = _threshold(
        100, "records a bundle", "a bundle costs about 1 ms whatever is in it: 0.01 ms a record at 100"
    )
    gc_limits_ratio: float = _threshold(
        0.3,
        "share of the time",
        "what collections take from a busy operator beyond this is the larger part of its trouble",
    )

    # The verdict's on the CPU of this machine.
    computing_cores: float = _threshold(
        0.6,
        "cores a busy subtask",
        "measured: 0.82 to 0.89 for one that computes all the time, 0.37 for one that half waits",
    )
    computing_pair_cores: float = _threshold(
        0.8, "cores a busy subtask, Java and Python", "they work beside each other: 0.4 each may still be waiting"
    )
    waiting_cores: float = _threshold(
        0.4,
        "cores a busy subtask",
        "measured, JVM and Python worker: 0.06 for one that waits all the time, 0.3 for an asynchronous one with 20 "
        "requests under way; one that computes half of the time uses 0.45",
    )
    one_interpreter_cores: float = _threshold(
        1.3,
        "cores",
        "one lock, one core; measured: 0.85 for two full subtasks in thread mode, Java's part comes on top",
    )
    swapping_bytes_per_second: float = _threshold(
        1e6, "bytes per second", "256 pages: each waits for the disk, and whoever wanted it stands still"
    )
    steal_ratio: float = _threshold(
        0.05, "share of all cores", "a quiet neighbour takes less; beyond, the machine is smaller than it looks"
    )

    # The rules' on the flow of data.
    batch_filled_ratio: float = _threshold(
        0.5, "share of batch_size, and of what gathers", "above, the size (the interval) does its work now and then"
    )
    flushes_cost_ratio: float = _threshold(
        0.1, "share of the time", "with less spent on flushes, fuller batches save nothing worth having"
    )
    long_transaction_seconds: float = _threshold(
        60, "seconds", "vacuum and row locks wait for it; a sink's own ends with each batch"
    )
    lock_held_seconds: float = _threshold(
        1, "seconds", "a batch holds its locks for milliseconds: two that meet at a row part at once"
    )
    flush_way_ratio: float = _threshold(
        0.5, "share of a flush", "with less outside of the statement, the statement is the larger part of it"
    )
    connections_a_core_count: float = _threshold(
        4, "connections a core", "the tutorial and Postgres' own advice: two to four that work at once"
    )
    skew_worth_naming_ratio: float = _threshold(
        0.5, "busy ratio", "below, even the fullest subtask has as much time again"
    )
    hot_partition_ratio: float = _threshold(
        2, "times an even share", "keys hashed to partitions differ by half; twice as much is one key or one producer"
    )
    spread_records_count: float = _threshold(
        1000, "records in the window", "producers without keys fill one partition after the other, a batch at a time"
    )
    read_beside_idle_count: float = _threshold(
        100, "records a subtask in the window", "with so many dealt out, none at all is no accident"
    )
    over_provisioned_ratio: float = _threshold(
        3, "times the subtasks that are needed", "less is what peaks of the day ask for"
    )
    over_provisioned_least_count: float = _threshold(4, "subtasks", "fewer cost next to nothing")
    over_provisioned_busy_ratio: float = _threshold(
        0.01, "busy ratio", "below, there is no load that a size could be taken from"
    )
    reserve_used_ratio: float = _threshold(
        0.33, "share of 1 - limits.target_utilization", "of 70 %: busy 80 %, where a queue begins to grow fast (M/M/1)"
    )

    # The rules' on machines and configuration.
    frequent_gc_ratio: float = _threshold(
        0.1, "share of the time", "G1's own goal: at most 0.08 (GCTimeRatio 12), 0.1 on JDK 8"
    )
    frequent_gc_count: float = _threshold(3, "collections in the window", "fewer are single pauses, not a habit")
    long_gc_pause_ms: float = _threshold(1000, "ms", "five times what G1 aims at (MaxGCPauseMillis, 200 ms)")
    gc_pause_of_timeout_ratio: float = _threshold(
        0.2, "share of a timeout", "the mean of a few pauses is known, and the longest is several times as long"
    )
    heartbeat_timeout_ms: float = _threshold(50_000, "ms", "Flink's default of heartbeat.timeout")
    kafka_session_timeout_ms: float = _threshold(45_000, "ms", "Kafka's default of session.timeout.ms (KIP-735)")
    retained_heap_ratio: float = _threshold(
        0.7, "share of the heap", "a heap wants to be three to four times what stays in it (JDK tuning guides)"
    )
    full_gc_count: float = _threshold(
        2, "collections of the old generation", "one may have been asked for: a heap dump, System.gc()"
    )
    heap_exhausted_minutes: float = _threshold(60, "minutes", "an older OutOfMemoryError may have been cured since")
    slow_checkpoint_ratio: float = _threshold(
        1.0, "share of the interval", "beyond, the next one is late (Flink: tuning of checkpoints)"
    )
    checkpoint_of_timeout_ratio: float = _threshold(
        0.5, "share of the timeout", "twice as slow, and checkpoints start to fail"
    )
    checkpoints_seen_count: float = _threshold(3, "checkpoints", "the first ones of a job meet tasks that still start")
    stretched_checkpoint_ratio: float = _threshold(
        0.5, "share of the interval", "a faster checkpoint harms nobody, however it spends its time"
    )
    barrier_share_ratio: float = _threshold(
        0.5, "share of the checkpoint's time", "with less, the state is the larger part of it"
    )
    failed_checkpoints_count: float = _threshold(
        3, "failures in a row", "the first one of a job often fails; three times is a pattern"
    )
    restart_loop_minutes: float = _threshold(
        10, "minutes", "restarts that are further apart are accidents, each with a story of its own"
    )
    restart_loop_quiet_ratio: float = _threshold(
        3, "times the longest gap", "a job that ran for so much longer than between its failures has found its feet"
    )
    memory_full_ratio: float = _threshold(
        0.95,
        "share of the memory",
        "the kernel's page cache is left out already; it ends a process when there is no more",
    )
    disk_full_ratio: float = _threshold(
        0.9, "share of the time", "a disk that is never idle queues; an SSD may take more beside each other"
    )
    network_full_ratio: float = _threshold(
        0.8, "share of the card's speed", "the rest is headers, acknowledgements and bursts"
    )
    python_overhead_ratio: float = _threshold(
        0.3, "share of the time", "with less, a cure would not even give half as much again"
    )
    python_bundle_ms: float = _threshold(
        2, "ms", "an empty map on 2 cores: 280 bundles a second of 1 record and of 100 alike, other load beside it"
    )
    python_call_ms: float = _threshold(
        0.01, "ms", "the same map with bundles of 100,000: 0.008 ms a record, way in and out included"
    )


@dataclass(frozen=True)
class Threshold:
    """One of them, described: `value` in `unit`; `source` says who found it."""

    name: str
    value: float
    unit: str
    source: str


def describe(thresholds: Thresholds) -> tuple[Threshold, ...]:
    """All of them in the order of the table."""
    return tuple(
        Threshold(each.name, getattr(thresholds, each.name), each.metadata["unit"], each.metadata["source"])
        for each in fields(thresholds)
    )


def threshold_names() -> tuple[str, ...]:
    """What a profile may set."""
    return tuple(each.name for each in fields(Thresholds))


def with_overrides(overrides: Mapping[str, float]) -> Thresholds:
    """The defaults with some replaced; the names were checked with the profile."""
    return replace(Thresholds(), **overrides)
