"""Records that wait longer than the budget: first those that do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.diagnose.rules.buffer_over_latency_budget import diagnose
from advisor.diagnose.verdict import Finding
from advisor.model.settings import JobSettings, Limits
from tests.builders import Op, context, observe, sink

BUDGET = JobSettings(limits=Limits(latency_budget_ms=2000), from_profile=True)


def findings(*operators: Op, settings: JobSettings = BUDGET) -> list[Finding]:
    return list(diagnose(context(observe(*operators), settings)))


def test_without_a_profile_there_is_no_budget() -> None:
    """It is the user's to set."""
    assert findings(Op("source", 0.5, pending=(90_000, 90_000)), settings=JobSettings()) == []


def test_a_lag_within_the_budget_is_nothing() -> None:
    """1,900 records at 1,000 a second."""
    assert findings(Op("source", 0.5, pending=(1900, 1900))) == []


def test_the_lag_of_a_source_that_is_held_back_is_not_believed() -> None:
    """Its gauge is stale."""
    assert findings(Op("source", 0.02, 0.97, pending=(90_000, 90_000)), Op("out", 1.0)) == []


def test_old_percentiles_of_a_quiet_sink_say_nothing() -> None:
    """It flushed nothing in the window."""
    quiet = replace(sink(rows=0, flushes=0, flush_ms=0, busy=0.0), gauges={"jdbc_sink.latency_p95_ms": 60_000.0})
    assert findings(Op("source", records_out=0), quiet) == []


def test_a_lag_beyond_the_budget_is_the_time_that_it_means() -> None:
    """Little's law: 5,000 records at 1,000 a second are 5 s."""
    (found,) = findings(Op("source", 0.5, pending=(5000, 5000)))
    assert found.evidence[0].observed == pytest.approx(5000)
    assert "5.0 s at 1,000 rec/s; the budget is 2.0 s" in found.message


def test_a_measured_latency_beyond_the_budget_is_found() -> None:
    """From event to row."""
    late = replace(sink(rows=1000, flushes=10, flush_ms=100, busy=0.1), gauges={"jdbc_sink.latency_p95_ms": 3500.0})
    (found,) = findings(Op("source", 0.1), late)
    assert (found.operator, found.evidence[0].observed) == ("jdbc_sink", 3500)
