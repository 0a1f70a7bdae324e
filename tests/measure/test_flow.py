"""How many records reach each operator for one that the sources read."""

from __future__ import annotations

import math

import pytest

from advisor.measure.flow import arrivals
from advisor.measure.job import JobMeasure, measure_job
from tests.builders import Op, observe


def reach(*operators: Op, edges: tuple[tuple[str, str], ...] | None = None) -> dict[str, float]:
    job = measure_job(observe(*operators, edges=edges, running_ms=1_000_000))
    return arrivals(job.topology, {each.id: each for each in job.vertices})


def capacity(job: JobMeasure, name: str) -> object:
    return job.capacity(job.vertex(name))


def test_a_plain_line_carries_every_record_everywhere() -> None:
    """What lies in buffers between two operators is no loss: only their own in and out count."""
    found = reach(Op("source", records_out=1000), Op("map", records_in=900, records_out=890), Op("out", records_in=700))
    assert found == {"source": 1.0, "map": 1.0, "out": pytest.approx(890 / 900, abs=0.02)}


def test_a_filter_thins_what_is_below_it() -> None:
    """One in ten passes."""
    found = reach(Op("source"), Op("filter", records_out=100), Op("out", records_in=100))
    assert (found["filter"], found["out"]) == (1.0, pytest.approx(0.1))


def test_branches_that_get_everything_count_it_once_each() -> None:
    """Whether Flink counts a record once, or once for each way; 30,000 wait before a."""
    edges = (("source", "parse"), ("parse", "a"), ("parse", "b"))
    for counted in (1000, 2000):
        found = reach(Op("source"), Op("parse", records_out=counted), Op("a", records_in=970), Op("b"), edges=edges)
        assert (found["a"], found["b"]) == (1.0, 1.0)


def test_branches_that_share_are_told_by_what_they_take() -> None:
    """A side output of one in five."""
    edges = (("source", "parse"), ("parse", "good"), ("parse", "bad"))
    found = reach(
        Op("source"), Op("parse", records_out=1000), Op("good", records_in=800), Op("bad", records_in=200), edges=edges
    )
    assert (found["good"], found["bad"]) == (pytest.approx(0.8), pytest.approx(0.2))


def test_a_union_adds_up_its_sources() -> None:
    """Each by its share of all that is read."""
    found = reach(Op("a", records_out=300), Op("b", records_out=700), Op("join"), edges=(("a", "join"), ("b", "join")))
    assert found == {"a": pytest.approx(0.3), "b": pytest.approx(0.7), "join": pytest.approx(1.0)}


def test_an_operator_behind_a_filter_carries_more_of_the_job() -> None:
    """It is busy half of the time with a tenth of the records: twice the job's rate is its end."""
    job = measure_job(observe(Op("source"), Op("filter", 0.2, 0.0, 1000, 100), Op("out", 0.5, 0.0, 100, 0)))
    assert capacity(job, "out") == pytest.approx(2000, rel=0.05)
    assert capacity(job, "filter") == pytest.approx(5000, rel=0.05)


def test_an_operator_that_nothing_reaches_limits_nothing() -> None:
    """However slow it might be."""
    job = measure_job(observe(Op("source"), Op("filter", 0.2, 0.0, 1000, 0), Op("out", 0.0, 0.0, 0, 0)))
    assert capacity(job, "out") == math.inf
