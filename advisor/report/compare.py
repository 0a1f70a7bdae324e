"""Two reports of one job, before and after a change: did it get better?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from advisor.report.report import Report

Outcome = Literal["improved", "same", "worse", "inconclusive"]

# Neighbouring runs of one job on one machine differ by this much without any change.
NOISE_RATIO = 0.1


@dataclass(frozen=True)
class Figure:
    """One number before and after, None when not known; more is better. `ratio` is after / before."""

    name: str
    unit: str
    before: float | None
    after: float | None
    ratio: float | None
    outcome: Outcome


@dataclass(frozen=True)
class Comparison:
    """`outcome` is that of the figure which the two reports allow to be judged by."""

    outcome: Outcome
    because: str
    throughput: Figure
    per_busy_second: Figure


def compare_reports(before: Report, after: Report) -> Comparison:
    """Compare by throughput while the job had more to do than it could, else by the work that a record cost."""
    throughput = _figure("throughput", "rec/s", before.plan.observed_throughput, after.plan.observed_throughput)
    per_busy_second = _figure(
        "records per busy second", "rec/busy s", _per_busy_second(before), _per_busy_second(after)
    )
    for report, which in ((before, "before"), (after, "after")):
        if report.verdict.kind == "not_enough_data":
            return Comparison("inconclusive", f"the report {which} has no verdict", throughput, per_busy_second)
    if before.verdict.kind == "input_bound" and after.verdict.kind == "input_bound":
        because = "both times the job took all that came: the work of a record is compared"
        return Comparison(per_busy_second.outcome, because, throughput, per_busy_second)
    if after.verdict.kind == "input_bound" and throughput.outcome != "improved":
        because = "after the change too little came to show what the job can do: the work of a record is compared"
        return Comparison(per_busy_second.outcome, because, throughput, per_busy_second)
    return Comparison(throughput.outcome, "by throughput", throughput, per_busy_second)


def _per_busy_second(report: Report) -> float | None:
    """Records for each second that any subtask was busy: what a record costs, whatever the load."""
    if report.plan.observed_throughput is None or any(each.busy_ratio is None for each in report.operators):
        return None
    busy = sum((each.busy_ratio or 0.0) * each.parallelism for each in report.operators)
    return report.plan.observed_throughput / busy if busy > 0 else None


def _figure(name: str, unit: str, before: float | None, after: float | None) -> Figure:
    if before is None or after is None or before <= 0:
        return Figure(name, unit, before, after, None, "inconclusive")
    ratio = after / before
    if abs(ratio - 1) <= NOISE_RATIO:
        return Figure(name, unit, before, after, ratio, "same")
    return Figure(name, unit, before, after, ratio, "improved" if ratio > 1 else "worse")
