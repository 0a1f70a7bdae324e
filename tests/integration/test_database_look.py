"""What the advisor sees of a real Postgres: connections, waits, and who holds the lock that others wait for."""

import threading
import time

import psycopg2
import pytest

from advisor.collect.postgres import Database
from advisor.model.database import DatabaseSample
from advisor.model.unknown import Unknown

pytestmark = pytest.mark.stack


@pytest.fixture
def dsn(stack):
    return f"{stack.postgres.dsn_without_password}?password={stack.postgres.password}"


def connect(dsn, name):
    connection = psycopg2.connect(dsn, application_name=name)
    connection.autocommit = False
    return connection


def test_nobody_waits_on_a_quiet_database(dsn):
    """Its limits, its counters; the advisor does not count itself; an extension that is not there is said to be so."""
    database = Database(dsn)
    found = database.look()
    database.close()
    assert isinstance(found, DatabaseSample)
    assert (found.waiting_for_locks, found.lock_waits, found.max_connections) == (0, (), 100)
    assert "narrows:advisor" not in found.connections
    assert found.reserved_connections == 3
    assert isinstance(found.statements, Unknown)


def test_the_holder_of_a_lock_is_named_with_its_age(dsn):
    """A migration holds a row, a sink wants it."""
    holder, waiter = connect(dsn, "migration"), connect(dsn, "narrows:orders:jdbc_sink:0")
    with holder.cursor() as cursor:
        cursor.execute("CREATE TABLE locked (id int PRIMARY KEY)")
        cursor.execute("INSERT INTO locked VALUES (1)")
    holder.commit()
    with holder.cursor() as cursor:
        cursor.execute("UPDATE locked SET id = 1")
    thread = threading.Thread(target=lambda: waiter.cursor().execute("UPDATE locked SET id = 1"))
    thread.start()
    database = Database(dsn)
    try:
        found = _look_until_somebody_waits(database)
    finally:
        database.close()
        holder.rollback()
        thread.join(30)
        waiter.rollback()
        with holder.cursor() as cursor:
            cursor.execute("DROP TABLE locked")
        holder.commit()
        holder.close()
        waiter.close()
    (wait,) = found.lock_waits
    assert (wait.waiting, wait.holder, wait.holder_state) == (
        "narrows:orders:jdbc_sink:0",
        "migration",
        "idle in transaction",
    )
    assert wait.holder_seconds > 0
    assert [each.event for each in found.waits if each.application == wait.waiting] == ["Lock:transactionid"]


def _look_until_somebody_waits(database):
    for _ in range(50):
        found = database.look()
        assert isinstance(found, DatabaseSample)
        if found.lock_waits:
            return found
        time.sleep(0.1)
    raise AssertionError("nobody waited for the lock")
