"""What became of a scenario, held against what is true of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from advisor.report.report import Report
from lab.scenarios.scenario import Expected, Scenario


@dataclass(frozen=True)
class Outcome:
    """One run of one scenario. Throughputs in records a second; None where nothing was applied.

    `broken` says why there is no verdict at all: the run itself failed.
    """

    scenario: str
    expected: Expected
    got: Expected | None
    confidence: float
    missing_findings: tuple[str, ...]
    false_findings: tuple[str, ...]
    seconds: float
    observed: float | None = None
    predicted: float | None = None
    measured: float | None = None
    broken: str | None = None

    @property
    def right(self) -> bool:
        """Kind, operator and cause are those that were written down first."""
        return self.got == self.expected

    @property
    def prediction_error(self) -> float | None:
        """How far the prediction was off, as a share of what was measured."""
        if not self.predicted or not self.measured:
            return None
        return abs(self.predicted - self.measured) / self.measured


def judge(name: str, scenario: Scenario, report: Report, seconds: float) -> Outcome:
    """A report against the truth."""
    verdict = report.verdict
    fired = {each.rule for each in report.findings}
    warned = {each.rule for each in report.findings if each.severity != "info"}
    allowed = {*scenario.must_fire, *scenario.may_fire}
    return Outcome(
        scenario=name,
        expected=scenario.expected,
        got=Expected(verdict.kind, verdict.operator, verdict.cause),
        confidence=verdict.confidence,
        missing_findings=tuple(sorted(set(scenario.must_fire) - fired)),
        false_findings=tuple(sorted(warned - allowed)),
        seconds=round(seconds, 1),
        observed=report.plan.observed_throughput,
    )


def summary(outcomes: Sequence[Outcome]) -> str:
    """The last line of a run."""
    right = sum(each.right for each in outcomes)
    false = sum(len(each.false_findings) for each in outcomes)
    errors = [each.prediction_error for each in outcomes if each.prediction_error is not None]
    error = f"{median(errors):.0%}" if errors else "not measured"
    return f"verdicts right {right}/{len(outcomes)}, false findings {false}, prediction error median {error}"
