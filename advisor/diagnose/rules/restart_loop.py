"""A job that fails, restarts and fails again.

Each restart goes back to the last checkpoint: a record that cannot be processed comes again, and so does the failure.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from advisor.diagnose.context import Context
from advisor.diagnose.failures import recent_failures
from advisor.diagnose.verdict import Evidence, Finding
from advisor.model.observation import FailureSample
from advisor.model.unknown import is_known

THRESHOLDS = ("restart_loop_count", "restart_loop_minutes", "restart_loop_quiet_ratio")
# A job between two restarts, or too young to be judged, is just what this is about.
NEEDS_VERDICT = False
CURE = (
    "Cure the exception, not the restart strategy: a bad record belongs into the dead letters, a dependency that is "
    "away into retries inside of the operator, memory and heartbeats into the TaskManager's settings."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent on restarts that lie apart, on a job that has settled since, and on rescaling: it counts as a restart."""
    failures = recent_failures(context.job, context.thresholds.restart_loop_minutes)
    in_window = _in_window(context) if failures or context.job.last.failures else 0
    least = context.thresholds.restart_loop_count
    count = max(len(failures), in_window)
    if count < least or (in_window < least and _has_settled(context, failures)):
        return
    minutes = context.thresholds.restart_loop_minutes
    when = "in the window" if in_window >= len(failures) else f"within {minutes:g} minutes"
    newest = (failures or list(context.job.last.failures))[0]
    often = "each time" if len(failures) > 1 and len({each.cause for each in failures}) == 1 else "the last time"
    yield Finding(
        rule="restart_loop",
        severity="critical",
        confidence=0.95 if failures else 0.85,
        operator=None,
        message=f"the job failed {count:,} times {when}, {often} with {newest.cause}",
        evidence=tuple(_evidence(context, failures, in_window)),
        help=CURE,
    )


def _has_settled(context: Context, failures: list[FailureSample]) -> bool:
    """Whether the job has run for much longer since the newest failure than it did between any two."""
    now_ms = context.job.last.taken_at.timestamp() * 1000
    times = [now_ms, *(each.at_ms for each in failures if is_known(each.at_ms))]
    quiet, *gaps = (later - earlier for later, earlier in pairwise(times))
    return quiet > context.thresholds.restart_loop_quiet_ratio * max(gaps)


def _in_window(context: Context) -> int:
    before, now = context.job.first.restarts, context.job.last.restarts
    return round(now - before) if is_known(before) and is_known(now) and now > before else 0


def _evidence(context: Context, failures: list[FailureSample], in_window: int) -> Iterator[Evidence]:
    thresholds = context.thresholds
    least = thresholds.restart_loop_count
    if failures:
        what = f"failures in the last {thresholds.restart_loop_minutes:g} minutes, as far as Flink keeps them"
        yield Evidence(what, len(failures), least, "failures", "Flink REST: exceptions")
    if in_window:
        yield Evidence("restarts in the window", in_window, least, "restarts", "numRestarts")
    for cause in list(dict.fromkeys(each.cause for each in failures or context.job.last.failures))[:2]:
        yield Evidence(f"exception: {cause}", cause, None, "exception", "Flink REST: exceptions")
