"""One step of the loop, and its line in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from advisor.report.compare import Outcome
from advisor.report.report import Report
from advisor.tune.changes import Change

Decision = Literal["kept", "rolled_back"]


@dataclass(frozen=True)
class Step:
    """`predicted` in records per second, None when the plan promises none of these changes.

    `decision` says what the profile holds afterwards; `after` is None when the change was never measured.
    """

    number: int
    started_at: datetime
    before: Report
    changes: tuple[Change, ...]
    predicted: float | None
    after: Report | None = None
    outcome: Outcome = "inconclusive"
    decision: Decision = "rolled_back"
    why: str = ""
    savepoint: str | None = None
    job: str | None = None

    @property
    def throughput_after(self) -> float | None:
        """Of the change, in records per second."""
        return self.after.plan.observed_throughput if self.after else None


def journal_line(step: Step) -> dict[str, Any]:
    """Ready for JSON."""
    verdict = step.before.verdict
    return {
        "step": step.number,
        "started_at": step.started_at.isoformat(timespec="seconds"),
        "job": step.before.job.name,
        "verdict": {"kind": verdict.kind, "operator": verdict.operator, "cause": verdict.cause},
        "changes": [
            {"setting": each.setting, "from": each.patch.current, "to": each.patch.proposed} for each in step.changes
        ],
        "predicted_throughput": _rate(step.predicted),
        "throughput_before": _rate(step.before.plan.observed_throughput),
        "throughput_after": _rate(step.throughput_after),
        "outcome": step.outcome,
        "decision": step.decision,
        "why": step.why,
        "savepoint": step.savepoint,
        "job_id_before": step.before.job.id,
        "job_id_after": step.job,
    }


def _rate(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
