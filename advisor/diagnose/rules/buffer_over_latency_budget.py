"""More records wait on their way than the latency budget allows.

Little's law: what waits / the rate = how long each waits. That counts for the topic in front of a source and for the
end-to-end latency that the sink measures.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.lag import lag_is_current
from advisor.diagnose.verdict import Evidence, Finding
from advisor.model.unknown import is_known

THRESHOLDS = ("backpressure_high_ratio",)
CURE = (
    "What limits the job decides how fast the backlog goes; without one, shorten what gathers records: "
    "batch_interval_ms, python.bundle_time_ms, execution.buffer-timeout."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent without a profile (the budget is the user's), within the budget, and on a lag that is not current."""
    if not context.settings.from_profile:
        return
    budget = context.settings.limits.latency_budget_ms
    for source in context.job.sources:
        lag, rate = source.pending_records[1], source.records_in_per_second
        if not lag_is_current(source, context.thresholds) or not is_known(lag) or not is_known(rate) or rate <= 0:
            continue
        waits_ms = 1000 * lag / rate
        if waits_ms > budget:
            what = f"{lag:,.0f} records wait before {source.uid}: {waits_ms / 1000:,.1f} s at {rate:,.0f} rec/s"
            yield _finding(context, source.uid, what, waits_ms, "pendingRecords / rate (Little's law)")
    for vertex in context.job.vertices:
        latency = vertex.latency_p95_ms
        # The sink's percentiles are of its last batches: without flushes they are old.
        flushes = vertex.batches is not None and is_known(vertex.batches.rows_per_flush)
        if flushes and is_known(latency) and latency > budget and context.verdict.kind == "input_bound":
            what = f"95 % of the rows of {vertex.uid} are written within {latency / 1000:,.1f} s of their event"
            yield _finding(context, vertex.uid, what, latency, "latency_p95_ms")


def _finding(context: Context, operator: str, what: str, observed_ms: float, source: str) -> Finding:
    budget = context.settings.limits.latency_budget_ms
    return Finding(
        rule="buffer_over_latency_budget",
        severity="warning",
        confidence=round(0.8 * context.job.completeness, 2),
        operator=operator,
        message=f"{what}; the budget is {budget / 1000:,.1f} s",
        evidence=(Evidence("time in buffers", round(observed_ms), budget, "ms", source),),
        help=CURE,
    )
