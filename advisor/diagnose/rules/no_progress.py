"""A job that stands still although there is work."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.verdict import Finding, Verdict
from advisor.measure.job import JobMeasure


def diagnose(_job: JobMeasure, verdict: Verdict) -> Iterator[Finding]:
    """Silent unless the verdict is `stalled`: an idle job makes no progress either, and is healthy."""
    if verdict.kind == "stalled":
        yield Finding(
            rule="no_progress",
            severity="critical",
            confidence=verdict.confidence,
            operator=verdict.operator,
            message="the job makes no progress: " + "; ".join(each.what for each in verdict.because),
            evidence=verdict.because,
            help="Look at what the job depends on (database, broker) and at the last exception.",
        )
