"""A Python operator that spends its time on the way into Python and back, not in its function.

In process mode records travel to a worker in bundles. A bundle costs about the same whatever is in it, so small ones
(a low `bundle.size`, a `bundle.time` that ends them early) leave little time for the function; so does a call for
every single record at a high rate. What both cost is estimated from what one costs and how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.python_workers import (
    EXECUTION_MODE,
    Bundles,
    bundles,
    full,
    in_threads,
    known_to_run_python,
    records_of_a_subtask,
)
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.vertex import VertexMeasure

THRESHOLDS = ("python_overhead_ratio", "python_bundle_ms", "python_call_ms", "saturated_busy_ratio")
CURE = (
    "Hand over more at a time: raise python.fn-execution.bundle.size and bundle.time (more latency, and a checkpoint "
    "waits for the bundle), and let the function take whole batches (enrichment.mode: batch, or an Arrow UDF). "
    "python.execution-mode: thread costs half as much a record, with one slot a TaskManager."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent on an operator with time left, without known bundle settings, in thread mode, and on a slow function."""
    how = bundles(context)
    if how is None or in_threads(context):
        return
    for vertex in context.job.vertices:
        rate = records_of_a_subtask(context, vertex)
        if not rate or not full(context, vertex) or not known_to_run_python(context, vertex):
            continue
        share = _share(context, how, rate)
        if share >= context.thresholds.python_overhead_ratio:
            yield _finding(context, vertex, how, rate, share)


def _share(context: Context, how: Bundles, rate: float) -> float:
    """Of a subtask's time: its bundles and, when Python is called for each record, its calls."""
    thresholds = context.thresholds
    spent_ms = how.per_second(rate) * thresholds.python_bundle_ms
    if _calls_for_each(context):
        spent_ms += rate * thresholds.python_call_ms
    return min(1.0, spent_ms / 1000)


def _calls_for_each(context: Context) -> bool:
    return context.settings.python is not None and context.settings.python.per_record


def _finding(context: Context, vertex: VertexMeasure, how: Bundles, rate: float, share: float) -> Finding:
    thresholds = context.thresholds
    number = how.per_second(rate)
    evidence = [
        Evidence("estimated share of the time", round(share, 3), thresholds.python_overhead_ratio, "ratio", "estimate"),
        Evidence("bundles a second of one subtask", round(number, 1), None, "bundles per second", how.source),
        Evidence("records in a bundle", round(rate / number, 1), None, "records", how.source),
        Evidence(
            f"bundles end after {how.time_ms:g} ms or {how.size:,.0f} records", how.size, None, "records", how.source
        ),
        Evidence(EXECUTION_MODE, "process", None, "mode", "Flink's configuration"),
    ]
    if _calls_for_each(context):
        evidence.append(
            Evidence("calls into Python", round(rate, 1), None, "calls per second", "enrichment.mode: record")
        )
    return Finding(
        rule="python_overhead",
        severity="critical" if context.limits_the_job(vertex) else "warning",
        confidence=round(0.7 * context.job.completeness, 2),
        operator=vertex.uid,
        message=f"{vertex.uid} hands {rate / number:,.0f} records at a time to Python, {number:,.0f} times a second: "
        f"about {share:.0%} of its time goes into that",
        evidence=tuple(evidence),
        help=CURE,
    )
