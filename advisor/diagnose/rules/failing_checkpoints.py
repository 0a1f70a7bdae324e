"""Checkpoints that fail one after the other.

Whatever the job did since the last good one is done again after a failure, and past
`execution.checkpointing.tolerable-failed-checkpoints` the failed checkpoints themselves restart the job.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.checkpointing import SOURCE, checkpoints_of, expired, failures_in_a_row
from advisor.diagnose.context import Context
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.checkpoints import CheckpointsMeasure
from advisor.model.checkpoints import CheckpointSample
from advisor.model.unknown import is_known

THRESHOLDS = ("failed_checkpoints_count",)
# A job between two restarts, or too young to be judged, is just what this is about.
NEEDS_VERDICT = False
CURE = (
    "Read the reason first. Expired ones: cure the backpressure, or let them be unaligned, before raising "
    "execution.checkpointing.timeout. Declined ones: look at the task that declined, and at the checkpoint storage."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent on a failure now and then, once one has completed again, and on those of a job that still starts."""
    checkpoints = checkpoints_of(context)
    failed = failures_in_a_row(checkpoints) if checkpoints is not None else []
    least = context.thresholds.failed_checkpoints_count
    if checkpoints is None or len(failed) < least:
        return
    since = "none has completed since the job started" if checkpoints.completed == 0 else "none has completed since"
    yield Finding(
        rule="failing_checkpoints",
        severity="critical" if checkpoints.completed == 0 or _all_failed(checkpoints) else "warning",
        confidence=round(0.95 * context.job.completeness, 2),
        operator=None,
        message=f"the last {len(failed)} checkpoints failed, {since}: {_reason(failed)}",
        evidence=tuple(_evidence(checkpoints, failed, least)),
        help=CURE,
    )


def _all_failed(checkpoints: CheckpointsMeasure) -> bool:
    return all(each.status != "COMPLETED" for each in checkpoints.history)


def _reason(failed: list[CheckpointSample]) -> str:
    if all(expired(each) for each in failed):
        return "they took longer than their timeout"
    return next((each.failure for each in failed if each.failure), "Flink gives no reason")


def _evidence(checkpoints: CheckpointsMeasure, failed: list[CheckpointSample], least: float) -> Iterator[Evidence]:
    yield Evidence("checkpoints that failed in a row", len(failed), least, "checkpoints", SOURCE)
    tolerable = checkpoints.tolerable_failures
    if is_known(tolerable):
        what = "failures in a row that the job survives"
        yield Evidence(what, round(tolerable), None, "checkpoints", SOURCE)
    told = dict.fromkeys(each.failure for each in failed if each.failure)
    for reason in list(told)[:2]:
        yield Evidence(f"reason: {reason}", reason, None, "exception", SOURCE)
