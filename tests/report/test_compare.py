"""Before and after a change: when nothing can be said, that is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.advise import advise
from advisor.model.settings import JobSettings
from advisor.report.compare import compare_reports
from advisor.report.comparison import COMPARISON_FORMATS
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


def test_a_job_that_keeps_up_no_longer_at_the_same_load_is_worse() -> None:
    """1,000 rec/s before and after, but now it is full with it."""
    found = compare_reports(idle(1000, 0.4), bound(1000))
    assert (found.throughput.outcome, found.outcome) == ("same", "worse")
    assert "limited by its input before, by jdbc_sink after" in found.notes


def test_operators_are_compared_by_what_they_do_in_a_busy_second() -> None:
    """Whatever the load; those that are hardly busy are not."""
    found = compare_reports(idle(1000, 0.4), idle(1000, 0.2))
    by_name = {each.name: each for each in found.operators}
    assert (by_name["jdbc_sink"].ratio, by_name["jdbc_sink"].outcome) == (pytest.approx(2.0), "improved")
    assert by_name["source"].outcome == "inconclusive"


def test_what_else_changed_is_said() -> None:
    """Another parallelism, an operator more."""
    after = advise(observe(Op("source", 0.0), Op("extra", 0.1), Op("map", 0.2, subtasks=4)), JobSettings())
    found = compare_reports(advise(observe(Op("source", 0.0), Op("map", 0.2)), JobSettings()), after)
    assert found.notes == ("extra is new", "parallelism of map: 1 before, 4 after")


def test_two_jobs_cannot_be_compared() -> None:
    """By mistake, in a pipeline."""
    other = bound(1000)
    found = compare_reports(bound(1000), replace(other, job=replace(other.job, name="payments")))
    assert found.outcome == "inconclusive"


@pytest.mark.parametrize("form", COMPARISON_FORMATS)
def test_every_format_has_the_outcome_and_the_figures(form: str) -> None:
    """And does no harm."""
    hostile = replace(bound(500), verdict=replace(bound(500).verdict, operator="\x1b[2J<script>|"))
    shown = COMPARISON_FORMATS[form](compare_reports(bound(1000), hostile))
    assert "worse" in shown
    assert "throughput" in shown
    assert "\x1b" not in shown
    assert form == "json" or "<script>|" not in shown or form == "text"
