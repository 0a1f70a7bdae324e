"""Two reports of one job, before and after a change: did it get better?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from advisor.report.report import Operator, Report

Outcome = Literal["improved", "same", "worse", "inconclusive"]

# Neighbouring runs of one job on one machine differ by this much without any change.
NOISE_RATIO = 0.1
# Below this share of the time, an operator's records a busy second are noise: Flink's clocks are seconds coarse.
LEAST_BUSY_RATIO = 0.05


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
    """`outcome` is that of the figure which the two reports allow to be judged by; `because` says which and why.

    `operators` are the records that each operator did in a second of busy time, whatever the load; `notes` say what
    else differs between the two.
    """

    outcome: Outcome
    because: str
    throughput: Figure
    per_busy_second: Figure
    operators: tuple[Figure, ...]
    notes: tuple[str, ...]


def compare_reports(before: Report, after: Report) -> Comparison:
    """Compare by throughput while the job had more to do than it could, else by the work that a record cost."""
    throughput = _figure("throughput", "rec/s", before.plan.observed_throughput, after.plan.observed_throughput)
    per_busy_second = _figure(
        "records per busy second", "rec/busy s", _per_busy_second(before), _per_busy_second(after)
    )
    outcome, because = _judge(before, after, throughput, per_busy_second)
    return Comparison(
        outcome, because, throughput, per_busy_second, _operators(before, after), tuple(_notes(before, after))
    )


def _judge(before: Report, after: Report, throughput: Figure, per_busy_second: Figure) -> tuple[Outcome, str]:
    for report, which in ((before, "before"), (after, "after")):
        if report.verdict.kind == "not_enough_data":
            return "inconclusive", f"the report {which} has no verdict"
    if before.job.name != after.job.name:
        return "inconclusive", f"these are two jobs, {before.job.name!r} and {after.job.name!r}"
    kept_up, keeps_up = (report.verdict.kind == "input_bound" for report in (before, after))
    if kept_up and keeps_up:
        return per_busy_second.outcome, "both times the job took all that came: the work of a record is compared"
    if kept_up:
        return (
            per_busy_second.outcome,
            "before, the job took all that came, and after it does not: the work of a record tells whether it costs "
            "more, or more comes",
        )
    if keeps_up and throughput.outcome != "improved":
        return (
            per_busy_second.outcome,
            "after the change too little came to show what the job can do: the work of a record is compared",
        )
    return throughput.outcome, "by throughput"


def _per_busy_second(report: Report) -> float | None:
    """Records for each second that any subtask was busy: what a record costs, whatever the load."""
    if report.plan.observed_throughput is None or any(each.busy_ratio is None for each in report.operators):
        return None
    busy = sum((each.busy_ratio or 0.0) * each.parallelism for each in report.operators)
    return report.plan.observed_throughput / busy if busy > 0 else None


def _operators(before: Report, after: Report) -> tuple[Figure, ...]:
    earlier = {each.uid: each for each in before.operators}
    return tuple(
        _figure(each.uid, "rec/busy s", _of_operator(earlier[each.uid]), _of_operator(each))
        for each in after.operators
        if each.uid in earlier
    )


def _of_operator(operator: Operator) -> float | None:
    busy, records = operator.busy_ratio, operator.records_in_per_second
    if busy is None or records is None or busy < LEAST_BUSY_RATIO:
        return None
    return records / (busy * operator.parallelism)


def _notes(before: Report, after: Report) -> list[str]:
    found = []
    if (was := before.job.flink_version) != (now := after.job.flink_version):
        found.append(f"Flink {was} before, {now} after")
    earlier, later = ({each.uid: each for each in report.operators} for report in (before, after))
    found += [f"{uid} is gone" for uid in earlier if uid not in later]
    found += [f"{uid} is new" for uid in later if uid not in earlier]
    for uid, operator in later.items():
        if uid in earlier and earlier[uid].parallelism != operator.parallelism:
            found.append(f"parallelism of {uid}: {earlier[uid].parallelism} before, {operator.parallelism} after")
    if (was := _limit(before)) != (now := _limit(after)):
        found.append(f"limited by {was} before, by {now} after")
    return found


def _limit(report: Report) -> str:
    return report.verdict.operator or {"input_bound": "its input", "host_bound": "the machines"}.get(
        report.verdict.kind, "nothing that is known"
    )


def _figure(name: str, unit: str, before: float | None, after: float | None) -> Figure:
    if before is None or after is None or before <= 0:
        return Figure(name, unit, before, after, None, "inconclusive")
    ratio = after / before
    if abs(ratio - 1) <= NOISE_RATIO:
        return Figure(name, unit, before, after, ratio, "same")
    return Figure(name, unit, before, after, ratio, "improved" if ratio > 1 else "worse")
