"""A topic that fills faster than the job reads it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.lag import lag_grows
from advisor.diagnose.verdict import Evidence, Finding
from advisor.model.unknown import is_known, known_or

THRESHOLDS = ("lag_growth_ratio",)
CURE = "More comes than the job can take; the verdict names what limits it."


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent while a backlog shrinks or stands, however large, and while the source is held back: its lag is stale."""
    for source in context.job.sources:
        first, last = source.pending_records
        if not is_known(first) or not is_known(last) or not lag_grows(source, context.thresholds):
            continue
        read = known_or(source.records_out_per_second, 0.0) * known_or(context.job.window_seconds, 0.0)
        least = round(context.thresholds.lag_growth_ratio * read)
        yield Finding(
            rule="growing_lag",
            severity="warning",
            confidence=round(0.8 * context.job.completeness, 2),
            operator=source.uid,
            message=f"{source.uid} falls behind: {first:,.0f} records waited at first, {last:,.0f} at the end",
            evidence=(Evidence("growth of the lag", last - first, least, "records", "pendingRecords"),),
            help=CURE,
        )
