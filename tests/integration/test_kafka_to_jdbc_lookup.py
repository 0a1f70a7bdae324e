"""The lookup on the real stack: the table is what plain Python joins, whatever happens on the way."""

import json
import sys

import pytest

from lab import client, example, warm_client
from lab.orders import good_orders
from lab.producer import produce
from lab.reference import expected_orders, read_topic

pytestmark = pytest.mark.stack

TEMPLATE = "kafka_to_jdbc_lookup"
SQL = client.REPOSITORY / "jobs" / "examples" / "customer_orders.sql"
ORDERS = 40_000
TOPIC = "orders_to_look_up"
# Every tenth customer is in no table.
CUSTOMERS = {
    f"c-{n:05}": ("trade" if n % 3 == 0 else "retail", ("NL", "BE", "DE")[n % 3]) for n in range(10_000) if n % 10
}


@pytest.fixture(scope="module")
def orders(stack):
    """40,000 orders of 10,000 customers in four partitions, and the rows that they must become."""
    example.create_topic(stack, TOPIC, 4)
    produce(stack.bootstrap_servers, TOPIC, good_orders(ORDERS, keys=25_000, seed=11))
    expected = expected_orders(stack.bootstrap_servers, TOPIC)
    return {key: (*row, *CUSTOMERS.get(row[0], (None, None))) for key, row in expected.items()}


@pytest.fixture
def lookups(run):
    """A JobRun whose table is of the example's lookup, and a filled table to look in."""
    connection = run.stack.postgres.connect()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {run.table}")
        cursor.execute(SQL.read_text().replace("customer_orders", run.table))
        cursor.execute("DELETE FROM customers")
        rows = json.dumps([{"i": key, "s": segment, "c": country} for key, (segment, country) in CUSTOMERS.items()])
        cursor.execute(
            "INSERT INTO customers SELECT i, s, c FROM json_to_recordset(%s::json) AS row (i text, s text, c text)",
            (rows,),
        )
    connection.close()
    return run


def profile(run, topic, lookup=None, operators=None, **changes):
    password = {"password_env": None, "password_file": "${NARROWS_PASSWORD_FILE}"}
    operators = {"lookup": {"parallelism": 2}, "jdbc_sink": {"batch_size": 500}, **(operators or {})}
    return run.profile(topic, "lookup.yaml", database=password, lookup=lookup or {}, operators=operators, **changes)


def submit(run, written):
    rendered = run.work / "rendered"
    job_file = client.render(written, rendered, run.stack.profile_environment())
    run.jobs.append(warm_client.submit(run.stack, job_file, rendered, template=TEMPLATE))
    return run.jobs[-1]


def stored(run):
    connection = run.stack.postgres.connect()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT order_id, customer_id, amount, currency, amount_eur, is_large, status, event_timestamp, "
            f"source_offset, segment, country FROM {run.table}"
        )
        rows = {row[0]: tuple(row[1:]) for row in cursor}
    connection.close()
    return rows


def assert_same(found, expected):
    wrong = [(key, expected.get(key), found.get(key)) for key in {*expected, *found}]
    assert [each for each in wrong if each[1] != each[2]][:3] == []


@pytest.mark.parametrize(
    "lookup",
    [{"mode": "batch"}, {"mode": "async", "capacity": 4}, {"mode": "async", "capacity": 4, "ordered": True}],
    ids=["batch", "async", "async-ordered"],
)
def test_the_table_equals_a_plain_python_join(lookups, orders, lookup):
    """Each form, two subtasks, a memory that is too small for all customers; a missing customer leaves nulls."""
    written = profile(lookups, TOPIC, {**lookup, "cache_size": 2_000}, kafka={"bounded": True})
    client.wait_for_state(lookups.stack, submit(lookups, written), "FINISHED", 300)
    assert_same(stored(lookups), orders)


def test_a_missing_customer_is_a_dead_letter_where_the_profile_says_so(lookups, orders):
    """One letter for each of its orders; all the others are in the table."""
    written = profile(lookups, TOPIC, {"on_miss": "dead_letter"}, kafka={"bounded": True})
    client.wait_for_state(lookups.stack, submit(lookups, written), "FINISHED", 300)
    letters = [
        json.loads(value) for _, _, value in read_topic(lookups.stack.bootstrap_servers, f"{TOPIC}_dead_letters")
    ]
    assert {letter["reason"] for letter in letters} == {"lookup_missed"}
    values = [json.loads(value) for _, _, value in read_topic(lookups.stack.bootstrap_servers, TOPIC)]
    assert len(letters) == sum(value["customer_id"] not in CUSTOMERS for value in values)
    # An order may have come once with a known customer and once with an unknown one: both are in the topic.
    kept = {value["order_id"] for value in values if value["customer_id"] in CUSTOMERS}
    assert stored(lookups).keys() == kept


@pytest.mark.parametrize("mode", ["batch", "async"])
def test_a_killed_taskmanager_and_a_lost_database_cost_no_row(lookups, orders, mode):
    """Restart from the last checkpoint; the lookup waits for the database as the sink does."""
    written = profile(lookups, TOPIC, {"mode": mode, "cache_size": 1}, {"jdbc_sink": {"batch_size": 50}})
    job_id = submit(lookups, written)
    lookups.wait_for(lambda: lookups.row_count() > 1_000, 180, "first rows")
    assert lookups.row_count() < len(orders), "the interruption must come in the middle"
    lookups.stack.kill_part("taskmanager-1")
    lookups.stack.start_part("taskmanager-1")
    lookups.stack.stop_part("postgres")
    lookups.stack.start_part("postgres")
    lookups.wait_for(lambda: lookups.row_count() == len(orders), 300, "the last row")
    assert_same(stored(lookups), orders)
    assert client.job_state(lookups.stack, job_id) == "RUNNING"


def test_the_check_before_submit_looks_at_both_tables(lookups):
    """A table to look in that is not there is told with its setting."""
    topic = "lookup_checked"
    example.create_topic(lookups.stack, topic, 2)
    environment = {**lookups.stack.flink_environment(), **lookups.stack.profile_environment()}
    command = [sys.executable, "-m", f"jobs.{TEMPLATE}", "--check", "--settings"]
    job_file = client.render(profile(lookups, topic), lookups.work / "rendered", environment)
    assert f"ok: {topic} has 2 partitions" in client.run([*command, str(job_file)], environment)
    job_file = client.render(profile(lookups, topic, {"table": "clients"}), lookups.work / "rendered", environment)
    told = client.run([*command, str(job_file)], environment, accepted=(2,))
    assert "lookup.table: there is no table 'clients' in database" in told
