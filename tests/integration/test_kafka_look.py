"""What the advisor sees of a real Kafka: how far each partition goes, what arrives, and what waits."""

import json
import threading
import time

import pytest
from confluent_kafka import Consumer, KafkaException, TopicPartition

from advisor.collect.kafka import Kafka
from advisor.model.kafka import KafkaSample
from advisor.model.thresholds import Thresholds
from advisor.model.unknown import Unknown
from lab import example
from lab.orders import good_orders
from lab.producer import produce
from tests.builders import Op, observe
from tests.integration.test_advisor import report

pytestmark = pytest.mark.stack


def reading(topic, partitions):
    names = {f"{topic}-{number}": 1.0 for number in range(partitions)}
    return observe(Op("source", partitions=names), Op("out")).last


def commit(bootstrap_servers, group, offset):
    """A broker that has just made the topic of its groups answers that it is not the group's coordinator yet."""
    consumer = Consumer({"bootstrap.servers": bootstrap_servers, "group.id": group, "log_level": 0})
    for _ in range(50):
        try:
            consumer.commit(offsets=[offset], asynchronous=False)
        except KafkaException:
            time.sleep(0.2)
        else:
            consumer.close()
            return
    raise AssertionError("nothing could be committed")


def test_ends_and_committed_offsets_are_those_of_the_broker(stack):
    """A group that nobody knows has committed nothing; asking for it makes none."""
    topic = "kafka-look"
    example.create_topic(stack, topic, 2)
    produce(stack.bootstrap_servers, topic, [b"x"] * 500)
    kafka = Kafka(stack.bootstrap_servers, "looked-at")
    before = kafka.look(reading(topic, 2))
    commit(stack.bootstrap_servers, "looked-at", TopicPartition(topic, 0, 7))
    after = kafka.look(reading(topic, 2))
    kafka.close()
    assert isinstance(before, KafkaSample)
    assert isinstance(after, KafkaSample)
    assert sum(each.end_offset for each in before.partitions) == 500
    assert all(isinstance(each.committed_offset, Unknown) for each in before.partitions)
    assert after.partitions[0].committed_offset == 7
    assert isinstance(after.partitions[1].committed_offset, Unknown)


def test_a_topic_that_is_not_there_is_said(stack):
    """With the broker's address."""
    kafka = Kafka(stack.bootstrap_servers)
    found = kafka.look(reading("never-made", 2))
    kafka.close()
    assert isinstance(found, Unknown)
    assert found.reason.startswith(f"Kafka at {stack.bootstrap_servers}: ")


@pytest.fixture
def steady_producer(stack):
    """Starts producers of so many orders a second; all of them end with the test."""
    ended, threads = threading.Event(), []

    def orders(rate):
        for message in good_orders(600 * rate, keys=1_500_000, seed=7):
            if ended.is_set():
                return
            yield message

    def start(topic, rate):
        arguments = (stack.bootstrap_servers, topic, orders(rate))
        threads.append(threading.Thread(target=produce, args=arguments, kwargs={"rate_per_second": rate}))
        threads[-1].start()

    yield start
    ended.set()
    for thread in threads:
        thread.join(60)


def test_with_kafka_the_lag_of_a_held_back_job_and_what_arrives_are_known(run, stack, steady_producer):
    """One row a commit, and more arrives: Kafka is ruled out, the lag grows, the input is the aim."""
    topic, rate = "orders-too-many", 4000
    example.create_topic(stack, topic, 4)
    profile = run.profile(topic, base="slow.yaml")
    steady_producer(topic, rate)
    job_id = run.submit(profile)
    run.wait_for(lambda: run.row_count() > 1000, what="the first rows")
    time.sleep(Thresholds().warm_up_seconds + 5)
    _, out, errors = report(stack, job_id, profile, "--kafka", stack.bootstrap_servers, "--format", "json")
    found = json.loads(out)
    verdict = found["verdict"]
    assert (verdict["kind"], verdict["operator"], verdict["cause"]) == (
        "operator_bound",
        "jdbc_sink",
        "small_batches",
    ), verdict["because"]
    (kafka,) = (each for each in verdict["ruled_out"] if each["operator"] == "Kafka")
    assert kafka["because"][0]["what"].startswith("4 partitions, ")
    assert kafka["because"][0]["observed"] == pytest.approx(rate, rel=0.15)
    (lag,) = (each for each in found["findings"] if each["rule"] == "growing_lag")
    assert lag["evidence"][0]["source"] == "Kafka"
    assert "the input (" in found["plan"]["binding_constraint"]
    assert (found["unknown"], errors) == ([], "")


def test_an_idle_job_stays_healthy_with_kafka_and_without_an_answer_of_it(run, stack):
    """All that came was read: nothing waits. A broker that is away costs a line, no verdict."""
    topic = "orders-quiet"
    example.create_topic(stack, topic, 2)
    profile = run.profile(topic)
    job_id = run.submit(profile)
    produce(stack.bootstrap_servers, topic, good_orders(200, keys=200))
    run.wait_for(lambda: run.row_count() > 100, what="rows of the first orders")
    time.sleep(Thresholds().warm_up_seconds + 5)
    code, out, _ = report(stack, job_id, profile, "--kafka", stack.bootstrap_servers, "--format", "json")
    found = json.loads(out)
    assert (code, found["verdict"]["kind"], found["findings"]) == (0, "input_bound", [])
    assert [each["because"][0]["what"] for each in found["verdict"]["ruled_out"] if each["operator"] == "Kafka"] == [
        "2 partitions, nothing arrives"
    ]
    started = time.monotonic()
    code, out, errors = report(stack, job_id, profile, "--kafka", "127.0.0.1:9", "--format", "json")
    found = json.loads(out)
    assert (code, found["verdict"]["kind"], errors) == (0, "input_bound", "")
    (missing,) = found["unknown"]
    assert missing["what"] == "the topics"
    assert missing["reason"].startswith("Kafka at 127.0.0.1:9: ")
    assert time.monotonic() - started < 60
