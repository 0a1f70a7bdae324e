"""What arrives and what waits, as Kafka counts it: first what cannot be known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from advisor.measure.job import JobMeasure, measure_job
from advisor.measure.kafka import KafkaMeasure
from advisor.model.kafka import KafkaSample, PartitionSample
from advisor.model.observation import NO_KAFKA, NOTHING_READ, Observation
from advisor.model.unknown import Measure, Unknown
from tests.builders import START, Op, kafka, observe

SOURCE = Op("source", 0.3, partitions={"my-topic-0": 600.0, "my-topic-1": 400.0}, pending=(5.0, 7.0))
NO_GROUP = Unknown("no consumer group was named")


def measured(*looks: KafkaSample) -> JobMeasure:
    return measure_job(observe(SOURCE, Op("out", 0.2), kafka=looks))


def look(seconds: float, ends: dict[int, Measure], committed: Measure = NO_GROUP) -> KafkaSample:
    partitions = tuple(PartitionSample("my-topic", number, end, committed) for number, end in ends.items())
    return KafkaSample(START + timedelta(seconds=seconds), partitions)


def reading_nothing(of: str, observation: Observation, why: Unknown = NOTHING_READ) -> Observation:
    """The same job, whose source tells of no offset that it read of that partition."""
    samples = []
    for sample in observation.samples:
        vertices = tuple(
            replace(each, partition_offsets={**each.partition_offsets, of: why})
            if of in each.partition_offsets
            else each
            for each in sample.vertices
        )
        samples.append(replace(sample, vertices=vertices))
    return replace(observation, samples=tuple(samples))


def test_without_kafka_the_gauge_is_all_there_is() -> None:
    """And nobody knows what arrives."""
    job = measure_job(observe(SOURCE, Op("out", 0.2)))
    source = job.vertex("source")
    assert job.kafka is NO_KAFKA
    assert (source.input, source.pending_records, source.kafka_counts_pending) == (None, (5.0, 7.0), False)


def test_a_kafka_that_was_away_at_one_look_is_not_known() -> None:
    """Its reason is passed on."""
    away = Unknown("Kafka at broker:9092: Connection refused")
    job = measure_job(observe(SOURCE, Op("out", 0.2), kafka=away))
    assert job.kafka == away
    assert job.vertex("source").pending_records == (5.0, 7.0)


def test_a_partition_that_kafka_does_not_tell_leaves_the_source_unknown() -> None:
    """Half of a topic is no lag."""
    job = measured(look(0, {0: 70_000.0}), look(30, {0: 90_000.0}))
    assert job.kafka == Unknown("Kafka was not asked for all partitions that a source reads")


def test_a_topic_that_was_made_anew_has_no_rate() -> None:
    """Its end went backwards."""
    job = measured(look(0, {0: 70_000.0, 1: 50_000.0}), look(30, {0: 90_000.0, 1: 10.0}))
    found = job.vertex("source").input
    assert found is not None
    assert found.arriving_per_second == Unknown("the end of a partition went backwards: the topic was made anew")


def test_a_quiet_partition_of_which_nothing_was_read_has_nothing_that_waits() -> None:
    """It was read to its end before the job was restarted."""
    looks = (look(0, {0: 60_101.0, 1: 5000.0}), look(30, {0: 78_201.0, 1: 5000.0}))
    observation = reading_nothing("my-topic-1", observe(SOURCE, Op("out", 0.2), kafka=looks))
    assert measure_job(observation).vertex("source").pending_records == (100.0, 200.0)


def test_a_partition_to_which_the_source_has_not_come_holds_at_least_what_arrived_meanwhile() -> None:
    """As recorded: held back, a source reads one partition after the other."""
    looks = (look(0, {0: 60_101.0, 1: 5000.0}), look(30, {0: 78_201.0, 1: 25_000.0}))
    observation = reading_nothing("my-topic-1", observe(SOURCE, Op("out", 0.2), kafka=looks))
    source = measure_job(observation).vertex("source")
    assert source.pending_records == (100.0, 200.0 + 20_000.0)


def test_what_was_read_later_was_not_read_before() -> None:
    """It came to the second partition in the window, and read up to offset 52,000 of it."""
    observation = observe(SOURCE, Op("out", 0.2), kafka=(look(0, {0: 60_001.0, 1: 70_001.0}),) * 2)
    first, last = reading_nothing("my-topic-1", observation).first, observation.last
    source = measure_job(replace(observation, samples=(first, last))).vertex("source")
    assert source.pending_records == (18_000.0, 18_000.0)


def test_partitions_of_which_flink_tells_nothing_leave_what_waits_to_the_gauge() -> None:
    """They are too many for one request. What arrives is known all the same."""
    observation = observe(SOURCE, Op("out", 0.2), kafka=kafka(SOURCE, 1000))
    source = measure_job(reading_nothing("my-topic-1", observation, Unknown("too many"))).vertex("source")
    assert source.input is not None
    assert source.input.waiting == (Unknown("too many"), Unknown("too many"))
    assert source.pending_records == (5.0, 7.0)
    assert source.input.arriving_per_second == pytest.approx(1000)


def test_an_empty_partition_has_nothing_that_waits() -> None:
    """Nothing was read of it, and there is nothing to read."""
    looks = (look(0, {0: 60_101.0, 1: 0.0}), look(30, {0: 78_201.0, 1: 0.0}))
    observation = reading_nothing("my-topic-1", observe(SOURCE, Op("out", 0.2), kafka=looks))
    assert measure_job(observation).vertex("source").pending_records == (100.0, 200.0)


def test_what_the_group_committed_stands_in_for_what_flink_does_not_tell() -> None:
    """The next offset to be read: nothing is taken off."""
    looks = (look(0, {0: 60_001.0, 1: 9000.0}, 8000.0), look(30, {0: 78_001.0, 1: 9500.0}, 8000.0))
    observation = reading_nothing("my-topic-1", observe(SOURCE, Op("out", 0.2), kafka=looks))
    assert measure_job(observation).vertex("source").pending_records == (1000.0, 1500.0)


def test_what_was_read_beyond_kafkas_answer_is_no_negative_lag() -> None:
    """Offsets of two moments."""
    job = measured(look(0, {0: 10.0, 1: 10.0}), look(30, {0: 20.0, 1: 20.0}))
    assert job.vertex("source").pending_records == (0.0, 0.0)


def test_ends_and_the_last_record_read_make_the_lag() -> None:
    """The last record read is at offset 60,000: the end is 60,101, so 100 wait. 1,500 rec/s arrive, 1,000 are read."""
    looks = (look(0, {0: 60_101.0, 1: 40_001.0}), look(30, {0: 87_101.0, 1: 58_001.0}))
    job = measured(*looks)
    source = job.vertex("source")
    assert isinstance(job.kafka, KafkaMeasure)
    assert source.input is not None
    assert [each.arriving_per_second for each in source.input.partitions] == [pytest.approx(900), pytest.approx(600)]
    assert source.input.arriving_per_second == pytest.approx(1500)
    assert source.pending_records == (100.0, 9100.0 + 6000.0)
    assert source.kafka_counts_pending


def test_partitions_that_two_sources_read_are_there_once() -> None:
    """As Kafka has them."""
    other = replace(SOURCE, name="other")
    ends = kafka(SOURCE, 1000)
    job = measure_job(observe(SOURCE, other, Op("out", 0.2), edges=(("source", "out"), ("other", "out")), kafka=ends))
    assert isinstance(job.kafka, KafkaMeasure)
    assert set(job.kafka.inputs) == {"source", "other"}
    assert [each.name for each in job.kafka.partitions] == ["my-topic-0", "my-topic-1"]
