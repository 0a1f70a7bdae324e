"""A topic that fills faster than the job reads it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.lag import arriving_per_second, lag_grows, lag_growth_per_second, lag_source, reading_per_second
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.vertex import VertexMeasure
from advisor.model.unknown import is_known, known_or

THRESHOLDS = ("lag_growth_ratio", "lag_falls_ratio")
CURE = "More comes than the job can take; the verdict names what limits it."


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent while a backlog shrinks or stands, however large, when a look in between saw it fall (bursts), and,
    without --kafka, while the source is held back: Flink's gauge is stale then."""
    for source in context.job.sources:
        first, last = source.pending_records[0], source.pending_records[-1]
        growth = lag_growth_per_second(source, context.thresholds)
        if not (is_known(first) and is_known(last) and is_known(growth)) or not lag_grows(source, context.thresholds):
            continue
        seconds = known_or(context.job.window_seconds, 0.0)
        read = known_or(reading_per_second(source), 0.0) * seconds
        least = round(context.thresholds.lag_growth_ratio * read)
        yield Finding(
            rule="growing_lag",
            severity="warning",
            confidence=round(0.8 * context.job.completeness, 2),
            operator=source.uid,
            message=f"{source.uid} falls behind: {_rates(source)}{first:,.0f} records waited at first, "
            f"{last:,.0f} at the end",
            evidence=(Evidence("growth of the lag", round(growth * seconds), least, "records", lag_source(source)),),
            help=CURE,
        )


def _rates(source: VertexMeasure) -> str:
    arriving, reading = arriving_per_second(source), reading_per_second(source)
    known = is_known(arriving) and is_known(reading)
    return f"{arriving:,.0f} rec/s arrive, {reading:,.0f} are read; " if known else ""
