"""Records that wait longer than the budget: first those that do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.diagnose.rules.buffer_over_latency_budget import diagnose
from advisor.diagnose.verdict import Finding
from advisor.model.settings import JobSettings, Limits, OperatorSettings
from tests.builders import Op, context, kafka, observe, sink

BUDGET = JobSettings(limits=Limits(latency_budget_ms=2000), from_profile=True)


def findings(*operators: Op, settings: JobSettings = BUDGET) -> list[Finding]:
    return list(diagnose(context(observe(*operators), settings)))


def filling(interval_ms: int, flushes: float = 0.2, latency_ms: float = 5100, rows: float = 1000) -> list[Finding]:
    own = OperatorSettings(1, batch_size=5000, batch_interval_ms=interval_ms)
    slow = sink(rows=rows, flushes=flushes, flush_ms=10, busy=0.1)
    slow = replace(slow, gauges={"jdbc_sink.latency_p95_ms": latency_ms})
    return findings(Op("source", 0.1), slow, settings=replace(BUDGET, operators={"jdbc_sink": own}))


def test_without_a_profile_there_is_no_budget() -> None:
    """It is the user's to set."""
    assert findings(Op("source", 0.5, pending=(90_000, 90_000)), settings=JobSettings()) == []


def test_a_lag_within_the_budget_is_nothing() -> None:
    """1,900 records at 1,000 a second."""
    assert findings(Op("source", 0.5, pending=(1900, 1900))) == []


def test_the_lag_of_a_source_that_is_held_back_is_not_believed() -> None:
    """Its gauge is stale."""
    assert findings(Op("source", 0.02, 0.97, pending=(90_000, 90_000)), Op("out", 1.0)) == []


def test_what_kafka_counts_may_have_been_read_since_flinks_metrics_were_taken() -> None:
    """11 s of the rate: Flink renews its metrics every 10 s."""
    source = Op("source", 0.5, partitions={"t-0": 1000.0})
    assert list(diagnose(context(observe(source, Op("out"), kafka=kafka(source, 1000, 11_000)), BUDGET))) == []


def test_a_lag_that_grows_is_said_once() -> None:
    """By growing_lag."""
    assert findings(Op("source", 0.5, pending=(90_000, 190_000))) == []


def test_what_kafka_counts_is_believed_while_the_source_is_held_back() -> None:
    """90 s of the rate."""
    source = Op("source", 0.02, 0.97, partitions={"t-0": 1000.0})
    looks = kafka(source, 1000, 90_000)
    (found,) = diagnose(context(observe(source, Op("out", 1.0), kafka=looks), BUDGET))
    assert found.evidence[0].source == "Kafka / rate (Little's law)"


def test_a_backlog_of_one_look_is_no_queue() -> None:
    """The gauge is as old as the last fetch, and records come in handfuls."""
    assert findings(Op("source", 0.5, pending=(100, 5000))) == []
    assert findings(Op("source", 0.5, pending=(5000, 100))) == []


def test_batches_that_fill_slowly_are_bounded_by_their_interval() -> None:
    """500 rows that came at once, every 5 s, waited 200 ms."""
    assert filling(interval_ms=200, latency_ms=250) == []
    assert filling(interval_ms=0, latency_ms=250) == []


def test_batches_that_fill_within_the_budget_may_have_a_long_interval() -> None:
    """The size ends them before."""
    assert filling(interval_ms=30_000, flushes=2, latency_ms=700) == []


def test_rows_that_come_all_at_once_do_not_wait_for_each_other() -> None:
    """5,000 every 5 s fill a batch in a moment: the sink's own latency says so."""
    assert filling(interval_ms=30_000, latency_ms=90) == []


def test_batches_of_which_every_row_was_refused_have_no_rate() -> None:
    """No division by zero; what the sink measured is left."""
    (found,) = filling(interval_ms=30_000, rows=0)
    assert found.evidence[0].source == "latency_p95_ms"


def test_the_latency_of_a_job_that_something_limits_is_the_verdicts_matter() -> None:
    """Everything waits then, and the cure is another one."""
    full = replace(sink(rows=1000, flushes=10, flush_ms=950), gauges={"jdbc_sink.latency_p95_ms": 3500.0})
    assert findings(Op("source", 0.02, 0.97), full) == []


def test_old_percentiles_of_a_quiet_sink_say_nothing() -> None:
    """It flushed nothing in the window."""
    quiet = replace(sink(rows=0, flushes=0, flush_ms=0, busy=0.0), gauges={"jdbc_sink.latency_p95_ms": 60_000.0})
    assert findings(Op("source", records_out=0), quiet) == []


def test_a_lag_beyond_the_budget_is_the_time_that_it_means() -> None:
    """Little's law: 5,000 records at 1,000 a second are 5 s."""
    (found,) = findings(Op("source", 0.5, pending=(5000, 5000)))
    assert found.evidence[0].observed == pytest.approx(5000)
    assert "5.0 s at 1,000 rec/s; the budget is 2.0 s" in found.message


def test_batches_that_gather_for_longer_than_the_budget_are_found_once() -> None:
    """1,000 rows a second, 5,000 a flush: the first waits for 5 s. The latency that it causes is no second finding."""
    (found,) = filling(interval_ms=30_000)
    assert (found.operator, found.evidence[0].observed) == ("jdbc_sink", 5000)
    assert found.message == (
        "rows wait up to 5.0 s for their batch of jdbc_sink to fill (5,000 rows at 1,000 rows/s); the budget is 2.0 s"
    )


def test_no_row_waits_longer_than_the_interval() -> None:
    """Whatever the mean rate of several subtasks makes of it."""
    (found,) = filling(interval_ms=3000)
    assert found.evidence[0].observed == 3000


def test_a_measured_latency_beyond_the_budget_is_found() -> None:
    """From event to row."""
    late = replace(sink(rows=1000, flushes=10, flush_ms=100, busy=0.1), gauges={"jdbc_sink.latency_p95_ms": 3500.0})
    (found,) = findings(Op("source", 0.1), late)
    assert (found.operator, found.evidence[0].observed) == ("jdbc_sink", 3500)
