"""What must hold before anybody may judge the window: a running, settled job that was measured."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.failures import are_of_checkpoints, failing_vertex, recent_failures
from advisor.diagnose.verdict import Cause, Evidence, Verdict
from advisor.measure.job import JobMeasure
from advisor.model.thresholds import Thresholds
from advisor.model.unknown import Unknown, is_known

_NO_LONGER = ("FINISHED", "CANCELED", "FAILED", "CANCELLING", "SUSPENDED")
_NOT_YET = ("CREATED", "INITIALIZING", "RECONCILING")
FLINK = "Flink REST"


def diagnose_unusable(job: JobMeasure, thresholds: Thresholds) -> Verdict | None:
    """`stalled` for a job that does not come up, `not_enough_data` for a window without value, else None."""
    return (
        _not_running(job, thresholds)
        or _restarted(job, thresholds)
        or _unsettled(job, thresholds)
        or _incomplete(job, thresholds)
    )


def not_enough(why: str, observed: float | str | None = None, expected: float | str | None = None) -> Verdict:
    """The verdict that there is none, and why."""
    return Verdict("not_enough_data", None, None, None, 0.0, (Evidence(why, observed, expected, "", FLINK),))


def last_failure(job: JobMeasure) -> Iterator[Evidence]:
    """The newest exception of the job, if there was one."""
    if job.last.failure:
        yield Evidence(f"last exception: {job.last.failure}", job.last.failure, None, "exception", FLINK)


def _not_running(job: JobMeasure, thresholds: Thresholds) -> Verdict | None:
    state = job.last.state
    if state == "RUNNING":
        return None
    if state in _NO_LONGER or state in _NOT_YET:
        return not_enough(f"the job is {state}: only a running job can be measured", state, "RUNNING")
    return _failing(job, Evidence(f"the job is {state}", state, "RUNNING", "state", FLINK), thresholds)


def _restarted(job: JobMeasure, thresholds: Thresholds) -> Verdict | None:
    first, last = job.first.restarts, job.last.restarts
    if not is_known(first) or not is_known(last) or last <= first:
        return None
    # One restart is an accident, however many a long life has seen; several in a short time are a pattern.
    lately = max(last - first, len(recent_failures(job, thresholds.restart_loop_minutes)))
    if lately < thresholds.restart_loop_count:
        return not_enough("the job was restarted inside the window; measure again", last - first, 0)
    what = f"restarted {last - first:,.0f} times in the window, {last:,.0f} in all"
    return _failing(job, Evidence(what, last - first, 0, "restarts", FLINK), thresholds)


def _failing(job: JobMeasure, seen: Evidence, thresholds: Thresholds) -> Verdict:
    """A job that does not stay up, with the operator that fails, where its exceptions name one."""
    failures = recent_failures(job, thresholds.restart_loop_minutes) or list(job.last.failures[:1])
    cause: Cause = "checkpoints" if are_of_checkpoints(failures) else "unknown"
    culprit = None if cause == "checkpoints" else failing_vertex(job, failures)
    threw = [Evidence(f"{culprit.uid} failed", culprit.uid, None, "operator", FLINK)] if culprit else []
    return Verdict(
        "stalled",
        culprit.uid if culprit else None,
        culprit.id if culprit else None,
        cause,
        0.9,
        (seen, *threw, *last_failure(job)),
    )


def _unsettled(job: JobMeasure, thresholds: Thresholds) -> Verdict | None:
    waiting = [vertex.name for vertex in job.last.vertices if vertex.status not in ("RUNNING", "FINISHED")]
    if waiting:
        return not_enough(f"{len(waiting)} of {len(job.vertices)} vertices do not run yet", len(waiting), 0)
    youngest = min((s.running_ms / 1000 for v in job.first.vertices for s in v.subtasks), default=0.0)
    if youngest >= thresholds.warm_up_seconds:
        return None
    why = (
        f"the youngest task ran for {youngest:.0f} s before the window: Python workers and the JIT compiler were "
        "still starting; ask again in a moment"
    )
    return not_enough(why, youngest, thresholds.warm_up_seconds)


def _incomplete(job: JobMeasure, thresholds: Thresholds) -> Verdict | None:
    if job.completeness >= thresholds.complete_ratio:
        return None
    ratios = [subtask.busy_ratio for vertex in job.vertices for subtask in vertex.subtasks]
    reasons = [ratio.reason for ratio in ratios if isinstance(ratio, Unknown)]
    most = max(set(reasons), key=reasons.count) if reasons else "the job has no task"
    why = f"{job.completeness:.0%} of the subtasks are known; the others: {most}"
    return not_enough(why, job.completeness, thresholds.complete_ratio)
