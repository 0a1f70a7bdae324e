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
    lag_growth_ratio: float = _threshold(
        0.05, "share of the source's rate", "less is the jitter of two readings of a gauge"
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
