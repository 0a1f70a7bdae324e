"""A job that stands still although there is work."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.verdict import Finding

THRESHOLDS = ("restart_loop_count",)
CURE = "Look at what the job depends on (database, broker) and at the last exception."


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent unless the verdict is `stalled`: an idle job makes no progress either, and is healthy."""
    verdict = context.verdict
    if verdict.kind == "stalled":
        yield Finding(
            rule="no_progress",
            severity="critical",
            confidence=verdict.confidence,
            operator=verdict.operator,
            message="the job makes no progress: " + "; ".join(each.what for each in verdict.because),
            evidence=verdict.because,
            help=CURE,
        )
