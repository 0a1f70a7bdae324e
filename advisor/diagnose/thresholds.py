"""Every number that a judgement hangs on: unit, default and where it comes from, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Threshold:
    """`value` in `unit`; `source` says who found it."""

    value: float
    unit: str
    source: str


BACKPRESSURE_HIGH = Threshold(0.5, "ratio", "Flink's own level HIGH (web UI and REST)")
BACKPRESSURE_OK = Threshold(0.1, "ratio", "Flink's own level OK ends here")
SATURATED = Threshold(0.8, "busy ratio", "Flink's autoscaler aims at 0.7; above 0.8 a queue grows fast (M/M/1)")
SKEWED = Threshold(1.5, "busiest subtask / mean", "less is what equal subtasks on shared cores differ by")
IDLE_SOURCE = Threshold(0.2, "idle ratio", "a source that waits for input a fifth of the time keeps up")
SMALL_BATCH = Threshold(10, "rows", "a commit costs about 1 ms, a row 0.01 ms: below 10 rows it is nearly all commit")
FLUSHES_DOMINATE = Threshold(0.5, "share of the time", "with less spent on flushes, no batch size doubles the rate")
LAG_WORTH_NAMING = Threshold(30, "seconds of the source's rate", "Flink's autoscaler: ...rate.lag-threshold")
LAG_GROWS = Threshold(0.05, "share of the source's rate", "less is the jitter of two readings of a gauge")
WARM_UP = Threshold(10, "seconds", "Python workers and the JIT compiler start in this time")
COMPLETE_ENOUGH = Threshold(0.5, "share of the subtasks", "a verdict on fewer would be about the others")
RESTART_LOOP = Threshold(3, "restarts", "once is an accident, three times is a pattern")
CONNECTIONS_SHORT = Threshold(0.8, "share of max_connections", "a deploy doubles them for a moment")
