"""A topic that fills faster than the job reads it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.lag import lag_grows
from advisor.diagnose.thresholds import LAG_GROWS
from advisor.diagnose.verdict import Evidence, Finding, Verdict
from advisor.measure.job import JobMeasure
from advisor.model.unknown import is_known


def diagnose(job: JobMeasure, _verdict: Verdict) -> Iterator[Finding]:
    """Silent while a backlog shrinks or stands, however large."""
    for source in job.sources:
        first, last = source.pending_records
        if not is_known(first) or not is_known(last) or not lag_grows(source):
            continue
        yield Finding(
            rule="growing_lag",
            severity="warning",
            confidence=round(0.8 * job.completeness, 2),
            operator=source.uid,
            message=f"{source.uid} falls behind: {first:,.0f} records waited at first, {last:,.0f} at the end",
            evidence=(Evidence("growth of the lag", last - first, LAG_GROWS.value, "records", "pendingRecords"),),
            help="More comes than the job can take; the verdict names what limits it.",
        )
