"""The main job on the real stack: what is in the topic is in the table, whatever happens on the way."""

import json
import time
from base64 import b64decode
from collections import Counter
from datetime import datetime, timezone

import pytest
from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewPartitions

from lab import client, example
from lab.orders import bad_orders, good_orders
from lab.producer import produce
from lab.reference import expected_orders, read_topic, stored_orders

pytestmark = pytest.mark.stack

ORDERS = 200_000
TOPIC = "orders"


@pytest.fixture(scope="module")
def orders(stack):
    """200,000 orders over 120,000 keys in four partitions, and the table that they must end in."""
    example.create_topic(stack, TOPIC, 4)
    produce(stack.bootstrap_servers, TOPIC, good_orders(ORDERS, keys=120_000, seed=3))
    expected = expected_orders(stack.bootstrap_servers, TOPIC)
    assert 90_000 < len(expected) < ORDERS, "the input must hold several versions of many keys"
    return expected


def sink(parallelism, **settings):
    return {"operators": {"jdbc_sink": {"parallelism": parallelism, **settings}}}


def assert_same_rows(run, expected):
    """Row for row; on a difference the first few tell more than 100,000 lines."""
    stored = stored_orders(run.stack.postgres.connect(), run.table)
    missing = [key for key in expected if key not in stored]
    wrong = [(key, expected[key], stored[key]) for key in expected if key in stored and stored[key] != expected[key]]
    assert (len(stored), missing[:3], wrong[:3]) == (len(expected), [], [])


@pytest.mark.parametrize("mode", ["batch", "record"])
@pytest.mark.parametrize("sink_parallelism", [1, 3])
def test_the_table_equals_a_plain_python_enrichment_of_the_topic(run, orders, mode, sink_parallelism):
    """Both modes, one sink and three; the job ends by itself in bounded mode."""
    profile = run.profile(
        TOPIC, kafka={"bounded": True}, enrichment={"mode": mode}, **sink(sink_parallelism, batch_size=700)
    )
    client.wait_for_state(run.stack, run.submit(profile), "FINISHED")
    assert_same_rows(run, orders)


def interrupt_in_the_middle(run, orders, interruption):
    """Start, let it get somewhere, interrupt, wait for the last row."""
    job_id = run.submit(run.profile(TOPIC, **sink(2, batch_size=200)))
    run.wait_for(lambda: run.row_count() > 2_000, what="first rows")
    before = run.row_count()
    assert before < len(orders), "the interruption must come in the middle"
    interruption()
    run.wait_for(lambda: run.row_count() == len(orders), seconds=150, what="the last row")
    time.sleep(3)  # a late replay would still change rows now
    assert_same_rows(run, orders)
    assert client.job_state(run.stack, job_id) == "RUNNING"
    return job_id


def test_a_killed_taskmanager_costs_no_row(run, orders):
    """Restart from the last checkpoint; the rows written twice change nothing."""

    def kill():
        run.stack.kill_part("taskmanager-1")
        run.stack.start_part("taskmanager-1")

    interrupt_in_the_middle(run, orders, kill)


def test_a_database_that_is_away_for_20_seconds_means_backpressure_not_loss(run, orders):
    """The sink tries again until Postgres is back; the job is not even restarted."""

    def stop():
        run.stack.stop_part("postgres")
        time.sleep(20)
        run.stack.start_part("postgres")

    job_id = interrupt_in_the_middle(run, orders, stop)
    run.wait_for(
        lambda: client.sink_metrics(run.stack, job_id, ("retries",)).get("retries", 0) > 0, 30, "the retries counter"
    )
    assert client.restarts(run.stack, job_id) == 0


def test_a_restarted_broker_costs_no_row(run, orders):
    """The source waits for it and goes on."""

    def restart():
        run.stack.stop_part("kafka")
        run.stack.start_part("kafka")

    interrupt_in_the_middle(run, orders, restart)


def test_bad_records_go_to_the_dead_letter_topic_with_place_reason_and_bytes(run, stack):
    """A thousand bad ones of twelve kinds among ten thousand good ones; all good ones are in the table."""
    topic = "orders_with_bad_ones"
    example.create_topic(stack, topic, 2)
    bad = list(bad_orders(1_000))
    produce(stack.bootstrap_servers, topic, good_orders(5_000, keys=4_000, seed=8))
    produce(stack.bootstrap_servers, topic, (each.value for each in bad))
    produce(stack.bootstrap_servers, topic, good_orders(5_000, keys=4_000, seed=9))
    in_topic = {(partition, offset): value for partition, offset, value in read_topic(stack.bootstrap_servers, topic)}
    client.wait_for_state(stack, run.submit(run.profile(topic, kafka={"bounded": True})), "FINISHED")

    letters = [json.loads(value) for _, _, value in read_topic(stack.bootstrap_servers, f"{topic}_dead_letters")]
    assert Counter(letter["reason"] for letter in letters) == Counter(each.reason for each in bad)
    assert len({each.reason for each in bad}) >= 8
    reasons = {each.value: each.reason for each in bad}
    for letter in letters:
        raw = b64decode(letter["raw_base64"])
        assert in_topic[letter["partition"], letter["offset"]] == raw
        assert letter["reason"] == reasons[raw]
        assert letter["topic"] == topic
    assert_same_rows(run, expected_orders(stack.bootstrap_servers, topic))


def test_rows_that_only_postgres_can_refuse_become_dead_letters_too(run, stack):
    """A check constraint is nothing that the job can know before."""
    topic = "orders_refused"
    example.create_topic(stack, topic, 1)
    produce(stack.bootstrap_servers, topic, good_orders(2_000, keys=2_000_000, seed=4))
    connection = stack.postgres.connect()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {run.table} ADD CHECK (status <> 'returned' OR amount < 4900)")
    client.wait_for_state(stack, run.submit(run.profile(topic, kafka={"bounded": True})), "FINISHED")
    letters = [json.loads(value) for _, _, value in read_topic(stack.bootstrap_servers, f"{topic}_dead_letters")]
    assert letters, "the seed must make some orders that break the constraint"
    assert {letter["reason"] for letter in letters} == {"refused_by_database"}
    assert len(letters) + run.row_count() == len(expected_orders(stack.bootstrap_servers, topic))


def test_a_savepoint_restores_with_another_parallelism_on_every_operator(run, orders):
    """What a tuned profile does on redeploy: nothing is read twice in vain, nothing is left out."""
    first = run.flink_run(run.profile(TOPIC, **sink(1, batch_size=20)))
    run.wait_for(lambda: run.row_count() > 500, what="first rows")
    savepoint = client.stop_with_savepoint(run.stack, first)
    stopped_at = run.row_count()
    assert stopped_at < len(orders)
    others = {
        "kafka_source": {"parallelism": 2},
        "enrichment": {"parallelism": 3},
        "jdbc_sink": {"parallelism": 2, "batch_size": 2000},
        "dead_letters": {"parallelism": 2},
    }
    second = run.flink_run(run.profile(TOPIC, operators=others), savepoint)
    run.wait_for(lambda: run.row_count() == len(orders), what="the last row")
    time.sleep(2)
    assert_same_rows(run, orders)
    vertices = client.job_vertices(run.stack, second)
    assert {name: parallelism for name, parallelism, _ in vertices} == {
        "Source: kafka_source": 2,
        "enrichment_step_0 -> enrichment -> enrichment_step_2 -> enrichment_step_3": 3,
        "jdbc_sink": 2,
        "dead_letters: Writer -> dead_letters: Committer": 2,
    }


def test_the_sink_reports_rows_flushes_and_latency_as_flink_metrics(run, stack):
    """Latency runs from the event's own timestamp to the commit."""
    topic = "orders_of_now"
    example.create_topic(stack, topic, 1)
    job_id = run.submit(run.profile(topic))
    now_ms = time.time_ns() // 1_000_000
    produce(stack.bootstrap_servers, topic, good_orders(3_000, keys=3_000, first_event_ms=now_ms - 3_000))
    names = ("rows_written", "flushes", "flush_ms_total", "dead_letters", "rows_per_flush", "flush_ms")
    latencies = ("latency_p50_ms", "latency_p95_ms", "latency_p99_ms")
    found = {}

    def all_there():
        found.update(client.sink_metrics(stack, job_id, (*names, *latencies)))
        return found.get("rows_written", 0) >= run.row_count() > 0

    run.wait_for(all_there, 60, "the metrics")
    assert 1 <= found["flushes"] <= found["rows_written"]
    assert 0 < found["rows_per_flush"] <= found["rows_written"]
    assert 0 < found["latency_p50_ms"] <= found["latency_p95_ms"] <= found["latency_p99_ms"] < 120_000


def test_a_job_starts_where_it_is_told_to(run, stack):
    """At a timestamp, or at the group's committed offsets; what lies before is not read."""
    topic = "orders_from_the_middle"
    example.create_topic(stack, topic, 1)
    produce(stack.bootstrap_servers, topic, good_orders(300, keys=10_000_000, seed=1))
    time.sleep(1.1)
    moment = datetime.now(timezone.utc).isoformat()
    time.sleep(1.1)
    produce(stack.bootstrap_servers, topic, good_orders(200, keys=10_000_000, seed=2))

    from_moment = run.profile(topic, kafka={"bounded": True, "start_from": moment})
    client.wait_for_state(stack, run.submit(from_moment), "FINISHED")
    assert run.row_count() == 200

    commit_offset(stack, "group-in-the-middle", topic, 450)
    example.create_table(stack, run.table)
    committed = {"bounded": True, "start_from": "committed", "group_id": "group-in-the-middle"}
    client.wait_for_state(stack, run.submit(run.profile(topic, kafka=committed)), "FINISHED")
    assert run.row_count() == 50


def commit_offset(stack, group, topic, offset):
    """As a consumer of that group that was there before."""
    consumer = Consumer({"bootstrap.servers": stack.bootstrap_servers, "group.id": group, "enable.auto.commit": False})
    consumer.commit(offsets=[TopicPartition(topic, 0, offset)], asynchronous=False)
    consumer.close()


def test_chained_operators_become_one_vertex_and_new_partitions_are_found(run, stack):
    """`chaining: true` everywhere and one parallelism: no network in between. Partitions may be added any time."""
    topic = "orders_growing"
    example.create_topic(stack, topic, 1)
    chained = {uid: {"chaining": True} for uid in ("enrichment", "jdbc_sink", "dead_letters")}
    kafka = {"partition_discovery_interval_ms": 1000}
    job_id = run.submit(run.profile(topic, kafka=kafka, operators=chained))
    names = [name for name, _, _ in client.job_vertices(stack, job_id)]
    assert len(names) == 2, names
    assert names[0] == "Source: kafka_source"
    assert [part for part in ("enrichment", "jdbc_sink", "dead_letters") if part not in names[1]] == []

    produce(stack.bootstrap_servers, topic, good_orders(100, keys=10_000_000, seed=1))
    run.wait_for(lambda: run.row_count() == 100, what="rows of the first partition")
    admin = AdminClient({"bootstrap.servers": stack.bootstrap_servers, "log_level": 3})
    admin.create_partitions([NewPartitions(topic, 4)])[topic].result(30)
    produce(stack.bootstrap_servers, topic, good_orders(400, keys=10_000_000, seed=2))
    run.wait_for(lambda: run.row_count() == 500, 60, "rows of the new partitions")
