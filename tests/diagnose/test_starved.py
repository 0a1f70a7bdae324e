"""A source that waits for Kafka: first those that wait for nothing but input."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.diagnose.bottleneck import diagnose_bottleneck
from advisor.diagnose.lag import reading_per_second
from advisor.diagnose.verdict import Verdict
from advisor.measure.job import measure_job
from advisor.model.kafka import KafkaSample
from advisor.model.settings import JobSettings
from advisor.model.unknown import Unknown
from advisor.plan.plan import make_plan
from tests.builders import Op, context, kafka, observe

# 1,000 rec/s are read of two partitions, and it has time.
IDLE = Op("source", 0.2, partitions={"t-0": 500.0, "t-1": 500.0})
OUT = Op("out", 0.3)


def verdict(source: Op, looks: tuple[KafkaSample, ...] | None = None, *more: Op) -> Verdict:
    """More looks than two: the operators do the same in each part of the window."""
    operators = (source, *more, OUT)
    parts = (operators,) * (len(looks) - 1) if looks and len(looks) > 2 else ()
    observation = observe(*operators, kafka=looks, parts=parts) if looks else observe(*operators)
    return diagnose_bottleneck(measure_job(observation), JobSettings())


def test_an_idle_source_whose_topic_is_empty_keeps_up() -> None:
    """All that arrives is read."""
    assert verdict(IDLE, kafka(IDLE, 1000)).kind == "input_bound"


def test_what_came_since_flinks_metrics_were_taken_is_no_lag() -> None:
    """They may be 10 s old: 10,000 records at 1,000 a second, of a source that has read them long ago."""
    assert verdict(IDLE, kafka(IDLE, 1000, 10_000)).kind == "input_bound"


def test_a_burst_that_has_just_come_is_no_lag() -> None:
    """Nothing waited at first; 60,000 records came right before the last look."""
    assert verdict(IDLE, kafka(IDLE, 3000)).kind == "input_bound"


@pytest.mark.parametrize(
    "lags",
    [(0.0, 40_000.0, 500.0, 45_000.0), (50_000.0, 1000.0, 60_000.0), (40_000.0, 90_000.0, 42_000.0, 95_000.0)],
)
def test_a_sawtooth_is_a_producer_in_bursts(lags: tuple[float, ...]) -> None:
    """It rises, it falls: what waits is worked off each time."""
    assert verdict(IDLE, kafka(IDLE, 0, lags)).kind == "input_bound"


def test_a_backlog_that_shrinks_is_no_lag_that_grows() -> None:
    """However large."""
    assert verdict(IDLE, kafka(IDLE, 900, 500_000)).kind == "input_bound"


def test_a_backlog_that_stands_is_no_lag_that_grows() -> None:
    """What arrives is read."""
    assert verdict(IDLE, kafka(IDLE, 1000, 500_000)).kind == "input_bound"


def test_a_source_that_is_held_back_does_not_wait_for_kafka() -> None:
    """A fifth of the time it waits for room; whatever limits it is below."""
    held = replace(IDLE, backpressured=0.2)
    assert verdict(held, kafka(held, 2000, 200_000)).cause != "external_wait"


def test_a_source_without_busy_time_has_no_idle_time_either() -> None:
    """Some sources report NaN: whether it has time is not known."""
    nan = replace(IDLE, unknown=Unknown("busy time is not reported"))
    assert verdict(nan, kafka(nan, 2000, 60_000)).cause != "external_wait"


def test_a_growing_gauge_alone_wants_more_than_a_burst() -> None:
    """20,000 records are 20 s of the source's rate."""
    assert verdict(replace(IDLE, pending=(5000.0, 20_000.0))).kind == "input_bound"
    assert verdict(replace(IDLE, pending=(20_000.0, 90_000.0))).kind == "input_bound"


def test_an_idle_source_that_falls_behind_waits_for_kafka() -> None:
    """2,000 rec/s arrive, 1,000 are read, and it has time for more."""
    found = verdict(IDLE, kafka(IDLE, 2000, 60_000))
    assert (found.kind, found.operator, found.cause) == ("source_bound", "source", "external_wait")
    assert found.because[0].what == "90,000 records wait in the topic; 2,000 rec/s arrive, 1,000 are read"
    assert "waits for Kafka (quota, network" in found.because[1].what
    assert found.confidence == 0.75
    assert "Kafka" not in [each.operator for each in found.ruled_out]


def test_one_that_idles_most_of_the_time_need_not_be_far_behind() -> None:
    """It would have read a burst: 25 s of what arrives waited at first already."""
    idle = replace(IDLE, busy=0.02)
    assert verdict(idle, kafka(idle, 2000, 25_000)).cause == "external_wait"
    assert verdict(idle, kafka(idle, 2000, 20_000)).kind == "input_bound"


def test_one_that_falls_behind_without_a_reason_is_not_called_healthy() -> None:
    """It has some time, but not so much that it must be Kafka: nobody knows."""
    half = replace(IDLE, busy=0.55)
    found = verdict(half, kafka(half, 2000, 26_000))
    assert found.kind == "not_enough_data"
    assert "56,000 records wait in the topic; 2,000 rec/s arrive, 1,000 are read" in found.because[0].what


def test_more_looks_that_all_see_it_grow_are_surer() -> None:
    """30,000 more each time."""
    found = verdict(IDLE, kafka(IDLE, 2000, 60_000, looks=4))
    assert (found.kind, found.confidence) == ("source_bound", 0.9)
    assert found.because[0].observed == 90_000


def test_by_the_gauge_alone_it_is_half_a_guess() -> None:
    """Without --kafka: what the source's client last heard of."""
    found = verdict(replace(IDLE, pending=(60_000.0, 90_000.0)))
    assert (found.kind, found.cause, found.confidence) == ("source_bound", "external_wait", 0.5)
    assert found.because[0].what == "90,000 records wait in the topic"


def test_a_source_that_reads_nothing_while_records_wait_is_found() -> None:
    """An open transaction that hides everything after it."""
    stuck = replace(IDLE, busy=0.0, records_in=0, records_out=0, partitions={"t-0": 0.0, "t-1": 0.0})
    found = verdict(stuck, kafka(stuck, 1000, 30_000))
    assert (found.kind, found.cause) == ("source_bound", "external_wait")


def test_more_parallelism_is_not_the_cure() -> None:
    """Nor more partitions."""
    observation = observe(IDLE, OUT, kafka=kafka(IDLE, 2000, 60_000))
    found = make_plan(context(observation))
    assert found.recommendations == ()
    assert found.predicted_throughput is None
    assert str(found.binding_constraint).startswith("what Kafka hands out")


def test_what_a_source_reads_is_counted_where_its_chain_takes_it_in() -> None:
    """One that is chained with its sink puts nothing out."""
    (source,) = measure_job(observe(Op("Source: source -> out", 1.0, records_in=451.0, records_out=0.0))).sources
    assert source.records_out_per_second == 0
    assert reading_per_second(source) == pytest.approx(451)
