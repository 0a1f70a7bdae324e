"""Before and after a change: when nothing can be said, that is said."""

from __future__ import annotations

import pytest

from advisor.advise import advise
from advisor.model.settings import JobSettings
from advisor.report.compare import compare_reports
from advisor.report.report import Report
from tests.builders import Op, observe, sink


def bound(rows: float, busy: float = 1.0) -> Report:
    held = Op("source", 0.02, 0.97, rows, rows)
    return advise(observe(held, sink(rows=rows, flushes=rows / 10, flush_ms=900, busy=busy)), JobSettings())


def idle(rows: float, busy: float) -> Report:
    waiting = Op("source", 0.0, 0.0, rows, rows)
    return advise(observe(waiting, sink(rows=rows, flushes=rows / 10, flush_ms=90, busy=busy)), JobSettings())


def test_a_report_without_a_verdict_proves_nothing() -> None:
    """Before or after."""
    young = advise(observe(Op("source"), running_ms=100.0), JobSettings())
    assert compare_reports(bound(1000), young).outcome == "inconclusive"
    assert compare_reports(young, bound(1000)).outcome == "inconclusive"


def test_a_job_that_stood_still_before_gives_no_ratio() -> None:
    """Nothing to divide by."""
    still = advise(observe(Op("source", 0, 1.0, 0, 0), Op("sink", 1.0, 0, 0, 0)), JobSettings())
    assert compare_reports(still, bound(1000)).outcome == "inconclusive"


def test_less_load_is_not_worse() -> None:
    """Half the input at the same work a record is the same job."""
    found = compare_reports(idle(1000, 0.4), idle(500, 0.2))
    assert (found.throughput.outcome, found.outcome) == ("worse", "same")


def test_less_work_a_record_is_better_at_any_load() -> None:
    """The same input, half of the busy time."""
    assert compare_reports(idle(1000, 0.4), idle(1000, 0.2)).outcome == "improved"


@pytest.mark.parametrize(("after", "outcome"), [(1050, "same"), (10_000, "improved"), (500, "worse")])
def test_a_bound_job_is_judged_by_its_throughput(after: float, outcome: str) -> None:
    """Within 10 % is noise."""
    found = compare_reports(bound(1000), bound(after))
    assert (found.outcome, found.throughput.ratio) == (outcome, pytest.approx(after / 1000))
