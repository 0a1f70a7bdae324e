"""A sink that commits a few rows at a time and spends its time on it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.thresholds import FLUSHES_DOMINATE, SMALL_BATCH
from advisor.diagnose.verdict import Evidence, Finding, Verdict
from advisor.measure.job import JobMeasure
from advisor.model.unknown import is_known, known_or


def diagnose(job: JobMeasure, verdict: Verdict) -> Iterator[Finding]:
    """Silent on a sink that has time: few rows a flush are right when few rows come."""
    for vertex in job.vertices:
        batches = vertex.batches
        if batches is None or not is_known(batches.rows_per_flush) or not is_known(batches.ms_per_flush):
            continue
        if batches.rows_per_flush > SMALL_BATCH.value or known_or(batches.flush_share, 0) < FLUSHES_DOMINATE.value:
            continue
        limits = verdict.vertex == vertex.id
        yield Finding(
            rule="unbatched_sink",
            severity="critical" if limits else "warning",
            confidence=round(job.completeness * min(0.99, known_or(vertex.busy_ratio, 0)), 2),
            operator=vertex.uid,
            message=f"{vertex.uid} writes {batches.rows_per_flush:,.1f} rows a flush and is busy with flushes "
            f"{known_or(batches.flush_share, 0):.0%} of the time",
            evidence=(
                Evidence("rows a flush", round(batches.rows_per_flush, 2), SMALL_BATCH.value, "rows", "sink counters"),
                Evidence("time of a flush", round(batches.ms_per_flush, 3), None, "ms", "sink counters"),
            ),
            help="Gather more rows into one statement: raise batch_size, and batch_interval_ms so that it can fill.",
        )
