"""One parallel instance over the window."""

from __future__ import annotations

from msgspec import Struct

from advisor.measure.rates import rate
from advisor.model.observation import SubtaskSample
from advisor.model.unknown import Measure, Unknown, is_known, total

NO_USUAL_WINDOW = Unknown("busy time is not reported")


class SubtaskMeasure(Struct, frozen=True, gc=False):
    """Ratios of the window, 0-1. `window_ms` is the task's own: how far its three clocks advanced together."""

    index: int
    window_ms: Measure
    busy_ratio: Measure
    idle_ratio: Measure
    backpressured_ratio: Measure
    records_in_per_second: Measure
    records_out_per_second: Measure
    task_manager: str = ""


def measure_subtask(
    before: SubtaskSample | None, now: SubtaskSample, usual_window_ms: Measure = NO_USUAL_WINDOW
) -> SubtaskMeasure:
    """What happened between two samples of a subtask; `before` is None when it was not there at first.

    A source whose busy time Flink does not know (NaN) has no clock of its own: it gets the `usual_window_ms` of the
    other tasks, and so a backpressured ratio and rates.
    """
    window = _task_window_ms(before, now)
    if before is not None and before.attempt == now.attempt and not is_known(now.busy_ms) and is_known(now.idle_ms):
        window = usual_window_ms
    if before is None or not is_known(window):
        missing: Measure = window
        return SubtaskMeasure(now.index, window, missing, missing, missing, missing, missing, now.task_manager)
    return SubtaskMeasure(
        index=now.index,
        window_ms=window,
        busy_ratio=_ratio(before.busy_ms, now.busy_ms, window),
        idle_ratio=_ratio(before.idle_ms, now.idle_ms, window),
        backpressured_ratio=_ratio(before.backpressured_ms, now.backpressured_ms, window),
        records_in_per_second=rate(before.records_in, now.records_in, window),
        records_out_per_second=rate(before.records_out, now.records_out, window),
        task_manager=now.task_manager,
    )


def _task_window_ms(before: SubtaskSample | None, now: SubtaskSample) -> Measure:
    """The three clocks together count every millisecond of the task once: their sum is when the metrics were taken.

    The wall clock is not: metrics come from a cache, seconds old.
    """
    if before is None:
        return Unknown("the subtask was not there at the first observation")
    if before.attempt != now.attempt:
        return Unknown("the subtask was restarted between the observations")
    start = total((before.busy_ms, before.idle_ms, before.backpressured_ms))
    end = total((now.busy_ms, now.idle_ms, now.backpressured_ms))
    if isinstance(start, Unknown):
        return start
    if isinstance(end, Unknown):
        return end
    if end <= start:
        return Unknown("Flink's metrics did not move between the observations")
    return end - start


def _ratio(first: Measure, last: Measure, window_ms: float) -> Measure:
    """Share of the window, 0-1.

    Flink brings a clock that runs up to date every 5 s only, so busy (what is left of the time) can seem to go
    backwards by that much when the task idles: that is zero, not a restart.
    """
    if isinstance(first, Unknown):
        return first
    if isinstance(last, Unknown):
        return last
    return min(1.0, max(0.0, (last - first) / window_ms))
