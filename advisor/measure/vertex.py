"""One vertex over the window: its subtasks together, its batches, and the operators inside its chain."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from advisor.measure.batches import BatchMeasure, measure_batches
from advisor.measure.chain import OperatorMeasure, measure_chain
from advisor.measure.kafka import InputMeasure
from advisor.measure.naming import label, operator_names
from advisor.measure.rates import (
    observed_true_processing_rate,
    rate,
    source_true_processing_rate,
    true_processing_rate,
)
from advisor.measure.subtask import SubtaskMeasure, measure_subtask
from advisor.model.observation import NOTHING_READ, FlameGraph, VertexSample
from advisor.model.unknown import Measure, Unknown, is_known, known_or, total

# Flink's clocks are up to date to a few seconds (see subtask.py): below this share of a window, busy is noise.
MEASURABLE_BUSY_RATIO = 0.05
NOT_REPORTED = Unknown("it is not reported")


@dataclass(frozen=True)
class Interval:
    """The part of the window between two neighbouring samples; ratios 0-1, means over the subtasks."""

    busy_ratio: Measure
    backpressured_ratio: Measure
    records_in_per_second: Measure


@dataclass(frozen=True)
class VertexMeasure:
    """One vertex over the window. Ratios are means over the subtasks, rates sums: records, or rows if it counts rows.

    `true_processing_rate` may be infinite. When the vertex was hardly busy in the window it is the better of two
    lower bounds: that of the tasks' whole life, start included, and that at MEASURABLE_BUSY_RATIO. `skew_ratio` is
    max / median of the subtasks' records. `pending_records` is a source's lag at each look: Kafka's count, where it
    is known, else Flink's gauge; `..._total` count records since the tasks started.

    `chain` are the operators of a vertex that chains several. `intervals` are the parts of the window between
    samples, when there were more than two. `partitions` is what a Kafka source read of each partition, records per
    second; `input` is what Kafka says of them. The checkpoint figures are means over the subtasks for the newest
    checkpoint. `in_python_ratio` and `waiting_ratio` are shares of the vertex's time from its flame graph.
    """

    id: str
    uid: str
    operators: tuple[str, ...]
    name: str
    parallelism: int
    subtasks: tuple[SubtaskMeasure, ...]
    busy_ratio: Measure
    idle_ratio: Measure
    backpressured_ratio: Measure
    records_in_per_second: Measure
    records_out_per_second: Measure
    true_processing_rate: Measure
    skew_ratio: Measure
    pending_records: tuple[Measure, ...]
    taken_in_total: Measure
    put_out_total: Measure
    batches: BatchMeasure | None
    status: str = "RUNNING"
    max_parallelism: int = 0
    chain: tuple[OperatorMeasure, ...] = ()
    intervals: tuple[Interval, ...] = ()
    partitions: Mapping[str, Measure] = field(default_factory=dict)
    input: InputMeasure | None = None
    checkpoint_start_delay_ms: Measure = NOT_REPORTED
    checkpoint_alignment_ms: Measure = NOT_REPORTED
    latency_p95_ms: Measure = NOT_REPORTED
    in_python_ratio: Measure = NOT_REPORTED
    waiting_ratio: Measure = NOT_REPORTED

    @property
    def kafka_counts_pending(self) -> bool:
        """Whether `pending_records` are Kafka's, which are right while the source is held back, too."""
        return self.input is not None and all(map(is_known, self.input.waiting))

    @property
    def busiest_subtask_ratio(self) -> Measure:
        """Busy ratio of the busiest subtask that is known."""
        known = [each.busy_ratio for each in self.subtasks if is_known(each.busy_ratio)]
        return max(known) if known else self.busy_ratio

    @property
    def most_backpressured_subtask_ratio(self) -> Measure:
        """Backpressured ratio of the subtask that is held back the most, of those that are known."""
        known = [each.backpressured_ratio for each in self.subtasks if is_known(each.backpressured_ratio)]
        return max(known) if known else self.backpressured_ratio


def measure_vertex(
    samples: Sequence[VertexSample],
    usual_window_ms: Measure,
    *,
    is_source: bool,
    input_: InputMeasure | None = None,
) -> VertexMeasure:
    """One vertex from its samples, the last one now; a single sample is a vertex that was not there before."""
    now = samples[-1]
    before = samples[0] if len(samples) > 1 else None
    subtasks = _subtasks(before, now, usual_window_ms)
    windows = [s.window_ms for s in subtasks]
    batches = measure_batches(samples, windows) if before else None
    records_out = total(s.records_out_per_second for s in subtasks)
    records_in = _records_in(subtasks, batches, records_out if is_source else None)
    pending = _pending(samples, input_)
    records_total = now.metric("rows_written") if batches else _records_total(now, is_source=is_source)
    window = _mean(windows)
    flame = now.flame if isinstance(now.flame, FlameGraph) else None
    return VertexMeasure(
        id=now.id,
        uid=label(now.name),
        operators=operator_names(now.name),
        name=now.name,
        parallelism=now.parallelism,
        subtasks=subtasks,
        busy_ratio=_mean([s.busy_ratio for s in subtasks]),
        idle_ratio=_mean([s.idle_ratio for s in subtasks]),
        backpressured_ratio=_mean([s.backpressured_ratio for s in subtasks]),
        records_in_per_second=records_in,
        records_out_per_second=records_out,
        true_processing_rate=_could_do(now, subtasks, records_in, records_total, pending[-1], is_source=is_source),
        skew_ratio=_skew([s.records_in_per_second for s in subtasks]),
        pending_records=pending,
        taken_in_total=total(each.records_in for each in now.subtasks),
        put_out_total=total(each.records_out for each in now.subtasks),
        batches=batches,
        status=now.status,
        max_parallelism=now.max_parallelism,
        chain=measure_chain(before, now, window, batches),
        intervals=_intervals(samples, usual_window_ms),
        partitions=_partitions(before, now, window),
        input=input_,
        checkpoint_start_delay_ms=_per_subtask(now, "checkpointStartDelayNanos", 1e6),
        checkpoint_alignment_ms=_per_subtask(now, "checkpointAlignmentTime", 1e6),
        latency_p95_ms=_per_subtask(now, "latency_p95_ms", 1.0),
        in_python_ratio=flame.in_python if flame else NOT_REPORTED,
        waiting_ratio=flame.waiting if flame else NOT_REPORTED,
    )


def _pending(samples: Sequence[VertexSample], input_: InputMeasure | None) -> tuple[Measure, ...]:
    if input_ is not None and all(map(is_known, input_.waiting)):
        return input_.waiting
    gauges = [each.metric("pendingRecords") for each in samples]
    return tuple(gauges) if len(gauges) > 1 else (Unknown("not seen before"), *gauges)


def _subtasks(before: VertexSample | None, now: VertexSample, usual_window_ms: Measure) -> tuple[SubtaskMeasure, ...]:
    earlier = {subtask.index: subtask for subtask in before.subtasks} if before else {}
    return tuple(measure_subtask(earlier.get(each.index), each, usual_window_ms) for each in now.subtasks)


def _could_do(
    now: VertexSample,
    subtasks: tuple[SubtaskMeasure, ...],
    records_in: Measure,
    records_total: Measure,
    pending: Measure,
    *,
    is_source: bool,
) -> Measure:
    """The true processing rate, all subtasks together; see VertexMeasure for a vertex that was hardly busy."""
    busy = _mean([s.busy_ratio for s in subtasks])
    if known_or(busy, 1.0) < MEASURABLE_BUSY_RATIO:
        lifetime = _lifetime_rate(now, records_total)
        if not is_known(lifetime) or not is_known(records_in):
            return lifetime
        return max(lifetime, records_in / MEASURABLE_BUSY_RATIO)
    could_do = true_processing_rate(records_in, busy)
    if not is_source:
        return could_do
    backpressured = _mean([s.backpressured_ratio for s in subtasks])
    return source_true_processing_rate(could_do, observed_true_processing_rate(records_in, backpressured, pending))


def _intervals(samples: Sequence[VertexSample], usual_window_ms: Measure) -> tuple[Interval, ...]:
    if len(samples) < 3:
        return ()
    share = len(samples) - 1
    usual = usual_window_ms / share if is_known(usual_window_ms) else usual_window_ms
    found = []
    for before, now in pairwise(samples):
        subtasks = _subtasks(before, now, usual)
        found.append(
            Interval(
                _mean([s.busy_ratio for s in subtasks]),
                _mean([s.backpressured_ratio for s in subtasks]),
                total(s.records_in_per_second for s in subtasks),
            )
        )
    return tuple(found)


def _partitions(before: VertexSample | None, now: VertexSample, window_ms: Measure) -> dict[str, Measure]:
    if before is None:
        return {}
    missing = Unknown("the partition was not there at the first observation")
    started = Unknown("the first record of the partition was read in the window")
    found = {}
    for name, offset in now.partition_offsets.items():
        # An offset is that of the last record read, so a partition nobody wrote to has none: it read nothing.
        first = before.partition_offsets.get(name, missing)
        found[name] = rate(started if first == NOTHING_READ and is_known(offset) else first, offset, window_ms)
    return found


def _per_subtask(now: VertexSample, name: str, unit: float) -> Measure:
    value = now.metric(name)
    return value / unit / max(now.parallelism, 1) if is_known(value) else value


def _records_in(
    subtasks: tuple[SubtaskMeasure, ...], batches: BatchMeasure | None, source_out: Measure | None
) -> Measure:
    """Rows where the operator counts them; what a source puts out where Flink does not count what it takes in."""
    if batches:
        return batches.rows_per_second
    counted = total(each.records_in_per_second for each in subtasks)
    if source_out is not None and known_or(counted, 0.0) == 0:
        return source_out
    return counted


def _records_total(now: VertexSample, *, is_source: bool) -> Measure:
    return total(each.records_out if is_source else each.records_in for each in now.subtasks)


def _lifetime_rate(now: VertexSample, records: Measure) -> Measure:
    busy_ms = total(each.busy_ms for each in now.subtasks)
    if not is_known(records) or not is_known(busy_ms):
        return records if not is_known(records) else busy_ms
    # busy_ms adds up over the subtasks, so this is the rate of one; all of them do so many times more.
    return true_processing_rate(records, busy_ms / 1000 / len(now.subtasks)) if now.subtasks else math.inf


def _mean(values: list[Measure]) -> Measure:
    """The mean of what is known; unknown only when nothing is."""
    known = [value for value in values if is_known(value)]
    if known:
        return sum(known) / len(known)
    return values[0] if values else Unknown("the vertex has no subtask")


def _skew(rates: list[Measure]) -> Measure:
    known = [value for value in rates if is_known(value)]
    if len(known) < len(rates) or len(known) < 2:
        return Unknown("fewer than two subtasks are known")
    middle = median(known)
    return max(known) / middle if middle > 0 else Unknown("most subtasks got no records")
