"""The statement, the retries and the search for a refused row, on a connection that fails on demand."""

import json
from dataclasses import replace

import psycopg2
import pytest

from jobs.operators.batching import make_batches
from jobs.operators.enrichment import RawRecord
from jobs.operators.retries import RetryPolicy
from jobs.operators.rows import Row
from jobs.operators.upsert import UpsertWriter
from jobs.sql import quote, upsert_statement

POLICY = RetryPolicy(max_retries=3, backoff_ms=1, backoff_max_ms=2)


class Database:
    """Takes statements like a connection; `refuse` says which rows it refuses, `fail` holds errors to raise first."""

    def __init__(self, refuse=lambda row: False, fail=()):
        self.rows, self.refuse, self.failures, self.connects, self.statements = [], refuse, list(fail), 0, 0

    def __call__(self):
        self.connects += 1
        return self

    def cursor(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def execute(self, statement, parameters):
        self.statements += 1
        if self.failures:
            raise self.failures.pop(0)
        rows = json.loads(parameters[0])
        if any(map(self.refuse, rows)):
            raise psycopg2.errors.CheckViolation("violates check constraint")
        self.rows += rows

    def close(self):
        pass


def batch_of(*keys):
    rows = [Row((key,), (), {"k": key}, 0, RawRecord(key.encode(), 1, n, 0)) for n, key in enumerate(keys)]
    (batch,) = make_batches(rows, 1000)
    return batch


def test_an_older_version_never_replaces_a_newer_one(orders):
    """Compared column by column, in the order of the setting."""
    assert upsert_statement(orders).endswith(
        ' WHERE (present."event_timestamp", present."source_offset")'
        ' < (EXCLUDED."event_timestamp", EXCLUDED."source_offset")'
    )


def test_without_version_columns_the_last_writer_wins(orders):
    """No guard is made up."""
    assert " WHERE " not in upsert_statement(replace(orders, version=()))


def test_a_table_of_key_columns_only_keeps_what_is_there(orders):
    """There is nothing to update."""
    only_key = replace(orders, columns=orders.columns[:1], version=())
    assert upsert_statement(only_key) == (
        'INSERT INTO "enriched_orders" AS present ("order_id") SELECT "order_id" '
        'FROM json_to_recordset(%s::json) AS incoming ("order_id" text) ON CONFLICT ("order_id") DO NOTHING'
    )


def test_identifiers_are_quoted_and_a_schema_stays_a_schema():
    """A hostile table name is a table that does not exist, not a statement."""
    assert quote('shop.a"b') == '"shop"."a""b"'


def test_a_batch_is_one_statement_on_one_connection(orders):
    """One commit a batch is what the batch is for."""
    database = Database()
    writer = UpsertWriter(database, orders, POLICY)
    assert writer.write(batch_of("a", "b")) == []
    assert writer.write(batch_of("c")) == []
    assert (database.connects, database.statements) == (1, 2)


def test_a_batch_of_dead_letters_alone_does_not_touch_the_database(orders):
    """It has no rows."""
    database = Database()
    assert UpsertWriter(database, orders, POLICY).write(batch_of("a")._replace(row_count=0, document="[]")) == []
    assert database.statements == 0


@pytest.mark.parametrize(
    "error",
    [
        psycopg2.OperationalError("server closed the connection unexpectedly"),
        psycopg2.InterfaceError("connection already closed"),
        psycopg2.errors.DeadlockDetected("deadlock detected"),
        psycopg2.errors.AdminShutdown("terminating connection due to administrator command"),
    ],
)
def test_a_broken_connection_is_opened_anew_and_the_batch_written_again(orders, error):
    """Nothing is lost, and the retry is counted."""
    database = Database(fail=[error, error])
    writer = UpsertWriter(database, orders, POLICY)
    assert writer.write(batch_of("a")) == []
    assert (database.rows, database.connects, writer.retries) == ([{"k": "a"}], 3, 2)


def test_after_the_last_retry_the_error_comes_through(orders):
    """The job fails then, and restarts from its checkpoint."""
    database = Database(fail=[psycopg2.OperationalError("away")] * 10)
    with pytest.raises(psycopg2.OperationalError, match="away"):
        UpsertWriter(database, orders, POLICY).write(batch_of("a"))
    assert database.statements == 1 + POLICY.max_retries


def test_zero_retries_means_as_long_as_it_takes(orders):
    """The default: backpressure until the database is back."""
    database = Database(fail=[psycopg2.OperationalError("away")] * 20)
    writer = UpsertWriter(database, orders, RetryPolicy(0, 1, 1))
    assert writer.write(batch_of("a")) == []
    assert writer.retries == 20


def test_a_mistake_in_the_statement_is_not_retried(orders):
    """A dropped table does not come back by waiting a little."""
    database = Database(fail=[psycopg2.errors.UndefinedTable("no such table")])
    with pytest.raises(psycopg2.ProgrammingError):
        UpsertWriter(database, orders, POLICY).write(batch_of("a"))
    assert database.statements == 1


def test_refused_rows_come_back_with_their_record_and_the_others_are_written(orders):
    """Halving finds two bad rows among hundred without trying each alone."""
    keys = [f"k{n:03}" for n in range(100)]
    database = Database(refuse=lambda row: row["k"] in {"k007", "k064"})
    letters = UpsertWriter(database, orders, POLICY).write(batch_of(*keys))
    assert [(letter.offset, letter.raw) for letter in letters] == [(7, b"k007"), (64, b"k064")]
    assert {letter.reason for letter in letters} == {"refused_by_database"}
    assert sorted(row["k"] for row in database.rows) == [key for key in keys if key not in {"k007", "k064"}]
    assert database.statements < 40


def test_a_single_refused_row_is_a_dead_letter(orders):
    """The boundary of the halving."""
    (letter,) = UpsertWriter(Database(refuse=lambda row: True), orders, POLICY).write(batch_of("a"))
    assert letter.detail == "violates check constraint"
