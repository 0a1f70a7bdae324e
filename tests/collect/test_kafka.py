"""Reading Kafka's offsets: a broker that is away is an answer, a client that is not installed is a sentence."""

from __future__ import annotations

import sys
import time
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import pytest

from advisor.collect.capture import Look
from advisor.collect.flink_metrics import choose_metrics, partition_offsets
from advisor.collect.kafka import NO_PARTITIONS, Kafka, partitions_of
from advisor.errors import BadInput
from advisor.model.kafka import KafkaSample, PartitionSample
from advisor.model.observation import NOTHING_READ
from advisor.model.unknown import Unknown, is_known
from tests.builders import START, Op, observe

JOB = observe(Op("source", partitions={"my-topic-0": 100.0, "my-topic-1": 100.0}), Op("out")).last


class FakeAdmin:
    """Answers list_offsets as AdminClient does; the real one is in tests/integration."""

    def __init__(self, answers: list[Any]) -> None:
        self.answers, self.asked = answers, 0

    def list_offsets(self, wanted: dict[Any, Any], **_more: object) -> dict[Any, Future[Any]]:
        self.asked += 1
        found = {}
        for partition, answer in zip(wanted, self.answers, strict=True):
            future: Future[Any] = Future()
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(SimpleNamespace(offset=answer))
            found[partition] = future
        return found

    def poll(self, _seconds: float) -> int:
        return 0


def refusal() -> Exception:
    library = pytest.importorskip("confluent_kafka")
    found: Exception = library.KafkaException(library.KafkaError(library.KafkaError.TOPIC_AUTHORIZATION_FAILED))
    return found


def kafka_with(answers: list[Any]) -> tuple[Kafka, FakeAdmin]:
    found, admin = Kafka("broker:9092", now=lambda: START), FakeAdmin(answers)
    found._admin = admin
    return found, admin


@pytest.mark.parametrize(
    "address",
    [
        "",
        "broker",
        "broker:",
        ":9092",
        "broker:0",
        "broker:65536",
        "broker:nine",
        "http://broker:9092",
        "a:1,,b:2",
        "a b:1",
    ],
)
def test_an_address_that_is_none_is_bad_input(address: str) -> None:
    """Before anything is asked."""
    with pytest.raises(BadInput, match="it looks like host:9092"):
        Kafka(address)


@pytest.mark.parametrize("address", ["broker:9092", "a.b:9092, c_d:9093", "[::1]:9092"])
def test_one_broker_or_several_are_an_address(address: str) -> None:
    """Nothing is connected to yet."""
    kafka = Kafka(address)
    kafka.close()
    assert kafka._admin is None


def test_without_the_client_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, exit code 2."""
    monkeypatch.setitem(sys.modules, "confluent_kafka.admin", None)
    with pytest.raises(BadInput, match=r"pip install narrows\[kafka\]"):
        Kafka("broker:9092")


def test_a_job_without_kafka_sources_asks_nobody() -> None:
    """And says so."""
    found, admin = kafka_with([])
    assert found.look(observe(Op("files"), Op("out")).last) is NO_PARTITIONS
    assert admin.asked == 0


def test_a_broker_that_is_not_there_is_named_and_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    """librdkafka would write to standard error. It takes its few seconds, no more."""
    found, started = Kafka("127.0.0.1:9", "orders"), time.monotonic()
    sample = found.look(JOB)
    found.close()
    assert isinstance(sample, Unknown)
    assert sample.reason.startswith("Kafka at 127.0.0.1:9: ")
    assert "refused" in sample.reason
    assert time.monotonic() - started < 15
    assert capfd.readouterr() == ("", "")


def test_a_topic_that_may_not_be_read_is_said() -> None:
    """Nothing of it is known."""
    found, _ = kafka_with([refusal(), refusal()])
    sample = found.look(JOB)
    assert isinstance(sample, Unknown)
    assert "Kafka at broker:9092: " in sample.reason
    assert "uthorization failed" in sample.reason


def test_one_partition_that_fails_leaves_the_others() -> None:
    """Each has its own answer, all in one request."""
    found, admin = kafka_with([7, refusal()])
    sample = found.look(JOB)
    assert isinstance(sample, KafkaSample)
    assert [is_known(each.end_offset) for each in sample.partitions] == [True, False]
    assert admin.asked == 1


def test_topics_may_have_dashes() -> None:
    """The number is behind the last one; a number that no partition has is none."""
    job = observe(Op("source", partitions={"a-b-10": 1, "a-b-2": 1, f"a-{'9' * 5000}": 1}), Op("out")).last
    assert partitions_of(job) == [("a-b", 2), ("a-b", 10)]


def test_a_look_survives_its_capture() -> None:
    """With what is not known."""
    sample = KafkaSample(START, (PartitionSample("t", 0, 7.0, Unknown("no consumer group was named")),))
    look = Look(taken_at=START, flink={}, kafka=sample)
    assert Look.model_validate_json(look.model_dump_json()).kafka == sample


def test_partitions_that_are_too_many_to_ask_for_are_still_counted() -> None:
    """Flink refuses longer requests; their number bounds the parallelism, and Kafka can be asked for them."""
    name = "Source__kafka_source.KafkaSourceReader.topic.orders.partition.{}.currentOffset"
    few, many = ([name.format(number) for number in range(count)] for count in (3, 200))
    assert partition_offsets(few, choose_metrics(few), {few[0]: 5.0, few[1]: 6.0}) == {
        "orders-0": 5.0,
        "orders-1": 6.0,
        "orders-2": NOTHING_READ,
    }
    found = partition_offsets(many, choose_metrics(many), {})
    assert len(found) == 200
    assert all(isinstance(each, Unknown) and "too many" in each.reason for each in found.values())
