"""More records wait on their way than the latency budget allows.

Little's law: what waits / the rate = how long each waits. That counts for the topic in front of a source and for the
batch that a sink gathers; the end-to-end latency is what the sink measures itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.gathering import gatherers, gathering_ends
from advisor.diagnose.lag import FLINK_IS_BEHIND_SECONDS, lag_grows, lag_is_current, lag_source
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.vertex import VertexMeasure
from advisor.model.unknown import is_known

THRESHOLDS = ("backpressure_high_ratio", "lag_growth_ratio")
CURE = (
    "What limits the job decides how fast the backlog goes; without one, shorten what gathers records: "
    "batch_interval_ms, python.bundle_time_ms, execution.buffer-timeout."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent without a profile (the budget is the user's), within the budget, on a lag that is not current or that one
    look only saw, on one that grows (growing_lag says so), on what Kafka counts and Flink's metrics are too old to have
    seen, and on batches that their interval ends in time."""
    if not context.settings.from_profile:
        return
    for source in context.job.sources:
        yield from _in_the_topic(context, source)
    for vertex in context.job.vertices:
        # One finding a sink: the batch, where it is the reason, else what the sink measured.
        yield from tuple(_in_a_batch(context, vertex)) or _end_to_end(context, vertex)


def _in_the_topic(context: Context, source: VertexMeasure) -> Iterator[Finding]:
    rate = source.records_in_per_second
    if not lag_is_current(source, context.thresholds) or not is_known(rate) or rate <= 0:
        return
    known = [each for each in source.pending_records if is_known(each)]
    if len(known) < len(source.pending_records) or lag_grows(source, context.thresholds):
        return
    # The gauge is as old as the last fetch: what all looks saw is a queue, what one saw may be a handful.
    lag = min(known)
    if source.kafka_counts_pending and lag < FLINK_IS_BEHIND_SECONDS * rate:
        return
    what = f"{lag:,.0f} records wait before {source.uid}: {lag / rate:,.1f} s at {rate:,.0f} rec/s"
    yield from _over_budget(context, source.uid, what, 1000 * lag / rate, f"{lag_source(source)} / rate (Little's law)")


def _in_a_batch(context: Context, vertex: VertexMeasure) -> Iterator[Finding]:
    """The first row of a batch waits for the last one, unless an interval ends the batch before.

    Rows that come all at once do not wait for each other: where the sink measures a short latency, that is believed.
    """
    batches = vertex.batches
    own = context.settings.operators.get(batches.operator) if batches else None
    if batches is None or own is None or not is_known(batches.rows_per_flush) or not is_known(batches.rows_per_second):
        return
    ends = gathering_ends(own, context.settings)
    rate = batches.rows_per_second / gatherers(context, vertex)
    latency = vertex.latency_p95_ms
    in_time = is_known(latency) and latency <= context.settings.limits.latency_budget_ms
    if ends is None or rate <= 0 or in_time:
        return
    waits_ms = min(ends[0], 1000 * batches.rows_per_flush / rate)
    what = (
        f"rows wait up to {waits_ms / 1000:,.1f} s for their batch of {batches.operator} to fill "
        f"({batches.rows_per_flush:,.0f} rows at {rate:,.0f} rows/s)"
    )
    yield from _over_budget(context, batches.operator, what, waits_ms, "sink counters (Little's law)")


def _end_to_end(context: Context, vertex: VertexMeasure) -> Iterator[Finding]:
    latency = vertex.latency_p95_ms
    # The sink's percentiles are of its last batches: without flushes they are old.
    flushes = vertex.batches is not None and is_known(vertex.batches.rows_per_flush)
    if flushes and is_known(latency) and context.verdict.kind == "input_bound":
        what = f"95 % of the rows of {vertex.uid} are written within {latency / 1000:,.1f} s of their event"
        yield from _over_budget(context, vertex.uid, what, latency, "latency_p95_ms")


def _over_budget(context: Context, operator: str, what: str, waits_ms: float, source: str) -> Iterator[Finding]:
    budget = context.settings.limits.latency_budget_ms
    if waits_ms <= budget:
        return
    yield Finding(
        rule="buffer_over_latency_budget",
        severity="warning",
        confidence=round(0.8 * context.job.completeness, 2),
        operator=operator,
        message=f"{what}; the budget is {budget / 1000:,.1f} s",
        evidence=(Evidence("time in buffers", round(waits_ms), budget, "ms", source),),
        help=CURE,
    )
