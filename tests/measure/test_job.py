"""Two looks become ratios, rates and capacities."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec import structs

from advisor.measure.job import measure_job
from advisor.model.observation import VertexSample
from advisor.model.unknown import Unknown, is_known
from tests.builders import Op, database, observe, sink


def test_a_task_whose_busy_time_is_nan_is_not_known() -> None:
    """Not zero."""
    job = measure_job(observe(Op("source"), Op("map", unknown=Unknown("busy time is not reported"))))
    assert job.vertex("map").busy_ratio == Unknown("busy time is not reported")
    assert job.completeness == 0.5


def test_a_source_whose_busy_time_is_nan_still_tells_whether_it_is_held_back() -> None:
    """SQL sources report NaN; the window is that of the other tasks."""
    nan = Unknown("busy time is not reported")
    job = measure_job(observe(Op("source", backpressured=0.7, unknown=nan), Op("map", busy=0.5)))
    source = job.vertex("source")
    assert (source.busy_ratio, source.backpressured_ratio) == (nan, pytest.approx(0.7))
    assert source.records_out_per_second == pytest.approx(1000)
    assert job.completeness == 1.0


def test_a_source_that_has_come_to_its_end_is_not_missing() -> None:
    """Its clocks stand still, and nobody waits for it."""
    ended = Op("source", unknown=Unknown("busy time is not reported"), status="FINISHED")
    assert measure_job(observe(ended, Op("map", busy=0.5))).completeness == 1.0


def test_an_idle_task_whose_busy_clock_seems_to_run_backwards_is_idle() -> None:
    """Flink corrects the idle clock only every 5 s; busy is the rest."""
    job = measure_job(observe(Op("source"), Op("map", busy=-0.05)))
    assert job.vertex("map").busy_ratio == 0.0


def test_ratios_and_rates_are_those_of_the_window() -> None:
    """By the tasks' own clocks."""
    job = measure_job(observe(Op("source", busy=0.1, backpressured=0.7), Op("map", busy=0.5, subtasks=2)))
    source, below = job.vertices
    assert job.window_seconds == 30.0
    assert (source.busy_ratio, source.backpressured_ratio) == (pytest.approx(0.1), pytest.approx(0.7))
    assert source.idle_ratio == pytest.approx(0.2)
    assert (below.records_in_per_second, below.true_processing_rate) == (pytest.approx(1000), pytest.approx(2000))


def test_vertices_come_in_the_order_of_the_flow() -> None:
    """Flink lists them in an order of its own."""
    job = measure_job(observe(Op("a"), Op("b"), Op("c")))
    assert [vertex.uid for vertex in job.vertices] == ["a", "b", "c"]


def test_the_records_of_a_batching_sink_are_its_rows() -> None:
    """It gets one element a batch; what counts is what is in it."""
    job = measure_job(observe(Op("source"), sink(rows=5000, flushes=10, flush_ms=500, busy=0.5)))
    found = job.vertex("jdbc_sink")
    assert found.batches is not None
    assert (found.records_in_per_second, found.batches.rows_per_flush) == (pytest.approx(5000), pytest.approx(500))
    assert (found.batches.ms_per_flush, found.batches.flush_share) == (pytest.approx(50), pytest.approx(0.5))
    assert job.throughput == pytest.approx(5000)


def test_what_may_lie_in_buffers_does_not_count_as_filtered_out() -> None:
    """A young job: 220,000 records read and 200,000 rows written are one row a record."""
    job = measure_job(observe(Op("source", 0.1, 0.8, 1700, 1700), sink(rows=1540, flushes=10, flush_ms=500)))
    assert job.capacity(job.vertex("source")) == pytest.approx(17_000)


def test_what_no_buffer_can_hold_was_filtered_out() -> None:
    """A tenth of the records become rows: the source's 100,000 rec/s are little more than 10,000 rows."""
    job = measure_job(observe(Op("source", 0.1, 0.8, 10_000, 10_000), sink(rows=1000, flushes=10, flush_ms=500)))
    found = job.capacity(job.vertex("source"))
    assert 10_000 < found < 13_000


def test_the_rate_of_an_operator_that_is_hardly_busy_is_that_of_its_life() -> None:
    """A few milliseconds of a window are noise."""
    job = measure_job(observe(Op("source", 0.001, 0.97), Op("map", 0.9)))
    assert job.vertex("source").true_processing_rate == pytest.approx(1_000_000)


def test_a_slow_start_does_not_hide_what_an_operator_does_now() -> None:
    """10 s of start for 100,000 records look like 10,000 rec/s; 1,000 rec/s at under 5 % are 20,000 at least."""
    found = observe(Op("source", 0.0, 0.97), Op("map", 0.9))
    looks = [replace(look, vertices=tuple(_slow_start(v) for v in look.vertices)) for look in (found.first, found.last)]
    job = measure_job(replace(found, samples=tuple(looks)))
    assert job.vertex("source").true_processing_rate == pytest.approx(20_000)


def _slow_start(vertex: VertexSample) -> VertexSample:
    return replace(vertex, subtasks=tuple(structs.replace(each, busy_ms=10_000.0) for each in vertex.subtasks))


def test_skew_is_the_fullest_subtask_against_the_median() -> None:
    """Even records: 1."""
    job = measure_job(observe(Op("source", subtasks=4)))
    assert job.vertex("source").skew_ratio == pytest.approx(1.0)


def test_rows_a_commit_come_from_the_database() -> None:
    """The whole database's, as Postgres counts them."""
    job = measure_job(observe(Op("source"), database=database(commits=100, rows=250)))
    assert not isinstance(job.database, Unknown)
    assert job.database.rows_per_commit == 2.5


def test_no_commit_means_no_rows_a_commit() -> None:
    """Not zero rows."""
    job = measure_job(observe(Op("source"), database=database(commits=0, rows=0)))
    assert not isinstance(job.database, Unknown)
    assert not is_known(job.database.rows_per_commit)
