"""Windows on the real stack: what plain Python sums up from the topic is in the table, whatever happens on the way."""

import json
import random
import sys
import time
from base64 import b64decode
from datetime import datetime, timezone

import pytest

from jobs.examples.order_totals import combine, measure
from lab import client, example, warm_client
from lab.orders import FIRST_EVENT_MS, Message
from lab.producer import produce
from lab.reference import read_topic

pytestmark = pytest.mark.stack

TEMPLATE = "kafka_to_jdbc_windowed"
SQL = client.REPOSITORY / "jobs" / "examples" / "order_totals.sql"
ORDERS = 60_000
CUSTOMERS = 300
SIZE_MS = 5_000
JITTER_MS = 500
START_MS = FIRST_EVENT_MS - FIRST_EVENT_MS % SIZE_MS


def order(n, event_ms, customer=None, **changes):
    rng = random.Random(n)
    fields = {
        "order_id": f"o-{n}",
        "customer_id": customer or f"c-{rng.randrange(CUSTOMERS):05}",
        "amount": rng.randrange(100, 500_000) / 100,
        "currency": rng.choice(["EUR", "USD", "GBP"]),
        "status": "paid",
        "event_timestamp": event_ms,
        "filler": "x" * 100,
    }
    return json.dumps({**fields, **changes}).encode()


def orders_out_of_order(first, count):
    """One a millisecond, each up to JITTER_MS behind its place."""
    for n in range(first, first + count):
        yield keyed(order(n, START_MS + n - random.Random(-n).randrange(JITTER_MS)))


def keyed(value):
    """With a key that spreads over the partitions."""
    return Message(json.loads(value)["order_id"].encode(), value)


def sums(messages):
    """(customer, window start) -> orders, euros, largest: in plain Python."""
    totals = {}
    for _partition, _offset, value in messages:
        record = json.loads(value)
        place = (record["customer_id"], record["event_timestamp"] // SIZE_MS * SIZE_MS)
        total = measure(record)
        totals[place] = combine(totals[place], total) if place in totals else total
    return {place: (each["orders"], each["cents"], each["largest_cents"]) for place, each in totals.items()}


@pytest.fixture
def windows(run):
    """A JobRun whose table is of the example's windows."""
    connection = run.stack.postgres.connect()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {run.table}")
        cursor.execute(SQL.read_text().replace("order_totals", run.table))
    connection.close()
    return run


def profile(run, topic, window=None, **changes):
    password = {"password_env": None, "password_file": "${NARROWS_PASSWORD_FILE}"}
    window = {"size_ms": SIZE_MS, "out_of_orderness_ms": JITTER_MS, **(window or {})}
    return run.profile(topic, "windowed.yaml", database=password, window=window, **changes)


def submit(run, written, savepoint=None):
    rendered = run.work / "rendered"
    job_file = client.render(written, rendered, run.stack.profile_environment())
    settings = {"execution.state-recovery.path": savepoint} if savepoint else None
    run.jobs.append(warm_client.submit(run.stack, job_file, rendered, settings, TEMPLATE))
    return run.jobs[-1]


def stored(run):
    connection = run.stack.postgres.connect()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT customer_id, window_start, orders, amount_eur, largest_eur FROM {run.table}")
        rows = cursor.fetchall()
    connection.close()
    return {
        (customer, round(start.timestamp() * 1000)): (orders, int(euros * 100), int(largest * 100))
        for customer, start, orders, euros, largest in rows
    }


def dead_letters(run, topic):
    return [json.loads(value) for _, _, value in read_topic(run.stack.bootstrap_servers, f"{topic}_dead_letters")]


def assert_same(found, expected):
    wrong = [(place, expected.get(place), found.get(place)) for place in {*expected, *found}]
    assert [each for each in wrong if each[1] != each[2]][:3] == []


def test_the_table_equals_a_plain_python_sum_of_the_topic(windows):
    """Four partitions read by one subtask, a megabyte of each in turn: each has a watermark of its own, or most of
    the records would be late. Bad records go to the dead letters.
    """
    topic = "windows_bounded"
    example.create_topic(windows.stack, topic, 4)
    produce(windows.stack.bootstrap_servers, topic, orders_out_of_order(0, ORDERS))
    expected = sums(read_topic(windows.stack.bootstrap_servers, topic))
    assert len(expected) > 3_000
    bad = [order(1, START_MS, currency="XXX"), b"{oops", order(2, 1 << 62), order(3, START_MS, customer_id=None)]
    produce(windows.stack.bootstrap_servers, topic, bad)
    parallel = {"window": {"parallelism": 2}}
    job_id = submit(windows, profile(windows, topic, kafka={"bounded": True}, operators=parallel))
    client.wait_for_state(windows.stack, job_id, "FINISHED", 300)
    assert_same(stored(windows), expected)
    reasons = sorted(letter["reason"] for letter in dead_letters(windows, topic))
    assert reasons == ["missing_field", "not_json", "out_of_range", "unknown_currency"]


def test_late_records_go_to_the_dead_letters_and_within_the_allowed_lateness_into_their_window(windows):
    """With place, bytes and reason; the row of the closed window stays as it was written."""
    topic = "windows_late"
    example.create_topic(windows.stack, topic, 1)
    window = {"out_of_orderness_ms": 1000, "allowed_lateness_ms": 10_000}
    job_id = submit(windows, profile(windows, topic, window))
    servers = windows.stack.bootstrap_servers
    produce(servers, topic, (order(n, START_MS + n * 100, "c-1") for n in range(310)))  # 31 seconds
    windows.wait_for(lambda: len(stored(windows)) == 5, 180, "windows of the first 25 seconds")
    time.sleep(1)  # the window [20, 25) is written, [0, 5) to [10, 15) are closed
    before = stored(windows)
    late, allowed = order(1000, START_MS + 1, "c-1"), order(1001, START_MS + 21_000, "c-1")
    produce(servers, topic, [late, allowed])
    corrected = ("c-1", START_MS + 20_000)
    windows.wait_for(lambda: stored(windows)[corrected] != before[corrected], 180, "the correction")
    assert stored(windows) == {
        **before,
        corrected: sums(
            [(0, 0, order(1001, START_MS + 21_000, "c-1"))]
            + [(0, 0, order(n, START_MS + n * 100, "c-1")) for n in range(200, 250)]
        )[corrected],
    }
    windows.wait_for(lambda: dead_letters(windows, topic), 180, "the dead letter")
    (letter,) = dead_letters(windows, topic)
    assert (letter["topic"], letter["partition"], letter["offset"], letter["reason"]) == (topic, 0, 310, "late")
    assert b64decode(letter["raw_base64"]) == late
    start = datetime.fromtimestamp(START_MS / 1000, timezone.utc).isoformat()
    assert letter["detail"] == f"its window {start} was closed"
    names = [name for name, _, _ in client.job_vertices(windows.stack, job_id)]
    assert [name for name in names if name in ("window", "jdbc_sink")] == ["window", "jdbc_sink"], names


def test_a_savepoint_another_parallelism_and_a_killed_taskmanager_cost_no_record(windows):
    """Every window that has ended holds every order, once; nothing is late that was not."""
    topic = "windows_interrupted"
    servers = windows.stack.bootstrap_servers
    example.create_topic(windows.stack, topic, 4)
    produce(servers, topic, orders_out_of_order(0, ORDERS // 2))
    first = submit(windows, profile(windows, topic))
    windows.wait_for(lambda: len(stored(windows)) > 500, 180, "first windows")
    savepoint = client.stop_with_savepoint(windows.stack, first)
    # Not a drained stop: windows that are open stay open.
    open_windows = {start for _, start in sums(read_topic(servers, topic))} - {start for _, start in stored(windows)}
    assert open_windows
    parallel = {"kafka_source": {"parallelism": 2}, "window": {"parallelism": 2}, "jdbc_sink": {"parallelism": 2}}
    second = submit(windows, profile(windows, topic, operators=parallel), savepoint)
    produce(servers, topic, orders_out_of_order(ORDERS // 2, ORDERS // 2))
    before = len(stored(windows))
    windows.wait_for(lambda: len(stored(windows)) > before, 180, "windows after the savepoint")
    windows.stack.kill_part("taskmanager-1")
    windows.stack.start_part("taskmanager-1")
    produce(servers, topic, (keyed(order(n, START_MS + ORDERS + SIZE_MS + 1000, f"end-{n}")) for n in range(1000)))
    ended = START_MS + ORDERS // SIZE_MS * SIZE_MS
    expected = {place: row for place, row in sums(read_topic(servers, topic)).items() if place[1] < ended}
    windows.wait_for(lambda: len(stored(windows)) >= len(expected), 240, "the last window")
    assert_same(stored(windows), expected)
    assert dead_letters(windows, topic) == []
    assert client.job_state(windows.stack, second) == "RUNNING"


def test_the_check_before_submit_takes_the_shipped_example(windows):
    """Settings, topics, table; nothing is submitted."""
    topic = "windows_checked"
    example.create_topic(windows.stack, topic, 2)
    environment = {**windows.stack.flink_environment(), **windows.stack.profile_environment()}
    job_file = client.render(profile(windows, topic), windows.work / "rendered", environment)
    command = [sys.executable, "-m", f"jobs.{TEMPLATE}", "--settings", str(job_file), "--check"]
    assert f"ok: {topic} has 2 partitions, {windows.table} fits" in client.run(command, environment)
