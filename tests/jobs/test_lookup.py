"""The lookup without Flink and Postgres: what is asked, what is remembered, what becomes of a miss."""

import asyncio
import json
import threading
import time

import psycopg2
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.profile.profile import load_profile
from advisor.profile.render import flink_conf, render_profile
from jobs.connectors.postgres import check_lookup_table
from jobs.errors import TargetError
from jobs.operators import lookup_operator
from jobs.operators.batching import unpack
from jobs.operators.dead_letters import DeadLetter
from jobs.operators.enrichment import Enriched, RawRecord
from jobs.operators.lookup import IntoChunks, Joiner, Memory, unpack_chunk
from jobs.operators.lookup_operator import AsyncLookup, BatchLookup
from jobs.operators.lookup_query import LookupQuery
from jobs.operators.retries import RetryPolicy
from jobs.settings import LookupSettings, parse_settings
from jobs.sql import lookup_statement
from jobs.target import Column, LookupTable, Target

PROFILE = flink_conf() / "profiles" / "lookup.yaml"
RENDERED = yaml.safe_load(render_profile(load_profile(PROFILE, {}), "p")["job.yaml"])
CUSTOMERS = LookupTable("customers", Column("id", "text"), (Column("segment", "text"), Column("country", "text")))
TARGET = Target(
    "t",
    (
        Column("order_id", "text", nullable=False),
        Column("customer_id", "text"),
        Column("segment", "text"),
        Column("country", "bpchar", max_length=2),
    ),
    ("order_id",),
)
LETTER = DeadLetter(0, 7, "not_json", "", b"oops")


def settings(**changes):
    document = {**RENDERED, "lookup": {**RENDERED["lookup"], **changes}}
    return parse_settings(document, "job.yaml", LookupSettings)


def order(order_id, customer_id, offset=0):
    return Enriched({"order_id": order_id, "customer_id": customer_id}, 0, RawRecord(b"raw", 1, offset, 0))


def joined(joiner, chunk, answers):
    """The rows, and the dead letters as (offset, reason)."""
    (packed,) = joiner.join(chunk, answers)
    batch = unpack(packed)
    return json.loads(batch.document), [(letter.offset, letter.reason) for letter in batch.dead_letters]


def test_outcomes_travel_in_chunks_of_a_batch_and_none_when_there_are_none():
    """Dead letters among them, in their place."""
    outcomes = [order("1", "a"), LETTER, order("2", "b")]
    chunks = IntoChunks(2).open()(iter(outcomes))
    assert [unpack_chunk(chunk) for chunk in chunks] == [outcomes[:2], outcomes[2:]]
    assert IntoChunks(2).open()(iter([])) == []


def test_the_statement_asks_for_all_keys_at_once_and_gives_up_after_its_time():
    """The cast lets Postgres use the index; the limit is the statement's own, so that a pooler may stand between."""
    assert lookup_statement(CUSTOMERS, 250) == (
        "SET LOCAL statement_timeout = 250; "
        'SELECT "id", "segment", "country" FROM "customers" WHERE "id" = ANY(%s::text[])'
    )


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_what_was_looked_up_is_remembered_and_that_there_was_nothing_too():
    """A key that is in no table would otherwise be asked for with every record."""
    memory = Memory(10, 60, Clock())
    assert memory.recall(["a", "b"]) == ({}, ["a", "b"])
    assert memory.learn(["a", "b"], {"a": {"segment": "x"}}) == {"a": {"segment": "x"}, "b": None}
    assert memory.recall(["a", "b", "c"]) == ({"a": {"segment": "x"}, "b": None}, ["c"])
    assert (memory.hits, memory.misses) == (2, 3)


def test_nothing_is_remembered_longer_than_its_time():
    """So old may a value be, and no older."""
    clock = Clock()
    memory = Memory(10, 60, clock)
    memory.learn(["a"], {})
    clock.now = 59.9
    assert memory.recall(["a"]) == ({"a": None}, [])
    clock.now = 60.1
    assert memory.recall(["a"]) == ({}, ["a"])


@given(st.lists(st.integers(0, 20), max_size=60))
def test_no_more_keys_are_remembered_than_told_and_all_answers_are_there_nevertheless(keys):
    """A batch of more keys than the memory holds is answered whole."""
    memory = Memory(3, 60, Clock())
    for key in keys:
        known, unknown = memory.recall([key])
        known |= memory.learn(unknown, {key: {"segment": str(key)}})
        assert known == {key: {"segment": str(key)}}
        assert len(memory._cache) <= 3
    assert memory.learn(range(10), {}) == dict.fromkeys(range(10))
    assert len(memory._cache) == 3


def test_each_key_is_asked_for_once_and_one_that_the_column_cannot_hold_not_at_all():
    """One wrong type would fail the query of the whole batch."""
    chunk = [
        order("1", "a"),
        order("2", "a"),
        LETTER,
        order("3", None),
        order("4", 5),
        order("5", "x\x00"),
        order("6", "b"),
    ]
    assert Joiner(settings().lookup, CUSTOMERS, TARGET).keys(chunk) == ["a", "b"]


def test_a_record_gets_the_columns_of_its_key():
    """Under their own names."""
    rows, letters = joined(
        Joiner(settings().lookup, CUSTOMERS, TARGET),
        [order("1", "a"), LETTER],
        {"a": {"segment": "retail", "country": "NL"}},
    )
    assert rows == [{"order_id": "1", "customer_id": "a", "segment": "retail", "country": "NL"}]
    assert letters == [(7, "not_json")]


def test_a_record_without_a_match_is_kept_with_nulls_or_sent_to_the_dead_letters():
    """As the profile says; a null key has no match."""
    chunk, answers = [order("1", "gone", 1), order("2", None, 2)], {"gone": None}
    keep = Joiner(settings(on_miss="keep").lookup, CUSTOMERS, TARGET)
    rows, letters = joined(keep, chunk, answers)
    assert [(row["order_id"], row["segment"], row["country"]) for row in rows] == [("1", None, None), ("2", None, None)]
    assert (letters, keep.unmatched) == ([], 2)
    drop = Joiner(settings(on_miss="dead_letter").lookup, CUSTOMERS, TARGET)
    assert joined(drop, chunk, answers) == ([], [(1, "lookup_missed"), (2, "lookup_missed")])


@pytest.mark.parametrize(
    ("chunk", "answers", "reason"),
    [
        ([order("1", 5)], {}, "wrong_type"),
        ([order("1", "a")], {"a": {"segment": "s", "country": "NLD"}}, "too_long"),
    ],
)
def test_what_does_not_fit_costs_one_record(chunk, answers, reason):
    """The key of the wrong type, and a looked-up value that the target cannot hold."""
    assert joined(Joiner(settings().lookup, CUSTOMERS, TARGET), chunk, answers) == ([], [(0, reason)])


COLUMNS = (Column("customer_id", "text"), Column("segment", "text"), Column("country", "bpchar"))


def test_a_table_to_look_in_that_fits_is_taken():
    """With the columns in the order of the setting."""
    document = settings()
    table = check_lookup_table(document.database, document.lookup, COLUMNS, [("customer_id",)])
    assert (table.key.name, [column.name for column in table.columns]) == ("customer_id", ["segment", "country"])


@pytest.mark.parametrize(
    ("columns", "keys", "sentence"),
    [
        ((), [], "lookup.table: there is no table 'customers' in database 'orders' that user"),
        (
            COLUMNS[1:],
            [],
            "lookup.key_column: table 'customers' in database 'orders' has no column 'customer_id'; it has",
        ),
        (
            COLUMNS[:2],
            [("customer_id",)],
            "lookup.columns: table 'customers' in database 'orders' has no column 'country'",
        ),
        (
            (Column("customer_id", "bpchar"), *COLUMNS[1:]),
            [("customer_id",)],
            "lookup.key_column: column 'customer_id' of table 'customers' in database 'orders' is of type bpchar; keys",
        ),
        (
            COLUMNS,
            [("segment",)],
            "has no primary key or unique index on customer_id, so a key could have several rows",
        ),
    ],
)
def test_a_table_to_look_in_that_does_not_fit_names_the_setting(columns, keys, sentence):
    """Before submit, with what is there."""
    document = settings()
    with pytest.raises(TargetError) as refused:
        check_lookup_table(document.database, document.lookup, columns, keys)
    assert sentence in str(refused.value)


class Database:
    """A connection whose table knows some customers; notes what was asked, and by how many at once."""

    def __init__(self, customers, fail=(), seconds=0.0):
        self.customers, self.failures, self.seconds = customers, list(fail), seconds
        self.connects, self.asked, self.at_once, self.most_at_once = 0, [], 0, 0
        self.lock = threading.Lock()

    def __call__(self, *_):
        self.connects += 1
        return Connection(self)


class Connection:
    def __init__(self, database):
        self.database = database

    def cursor(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def execute(self, statement, parameters):
        database = self.database
        with database.lock:
            database.asked.append(parameters[0])
            database.at_once += 1
            database.most_at_once = max(database.most_at_once, database.at_once)
            failure = database.failures.pop(0) if database.failures else None
        time.sleep(database.seconds)
        with database.lock:
            database.at_once -= 1
        if failure:
            raise failure
        self.rows = [(key, *database.customers[key]) for key in parameters[0] if key in database.customers]

    def fetchall(self):
        return self.rows

    def close(self):
        pass


KNOWN = {"a": ("retail", "NL"), "b": ("trade", "BE")}


def test_a_query_is_asked_again_on_a_new_connection_when_the_old_one_broke():
    """As the sink does; a statement that ran into its time limit counts as one."""
    database = Database(KNOWN, [psycopg2.OperationalError("gone"), psycopg2.errors.QueryCanceled("statement timeout")])
    query = LookupQuery(database, CUSTOMERS, 1000, RetryPolicy(3, 1, 2))
    assert query(["a", "z"]) == {"a": {"segment": "retail", "country": "NL"}}
    assert (database.connects, query.queries, query.retries) == (3, 1, 2)


def test_after_the_last_retry_the_error_comes_through():
    """The job fails then, and restarts from its checkpoint."""
    database = Database(KNOWN, [psycopg2.OperationalError("gone")] * 9)
    with pytest.raises(psycopg2.OperationalError, match="gone"):
        LookupQuery(database, CUSTOMERS, 1000, RetryPolicy(2, 1, 2))(["a"])
    assert len(database.asked) == 3


class Flink:
    """A runtime context that keeps the gauges."""

    def __init__(self):
        self.gauges = {}

    def get_metrics_group(self):
        return self

    def gauge(self, name, read):
        self.gauges[name] = read

    def get_index_of_this_subtask(self):
        return 0


@pytest.fixture
def running(monkeypatch):
    """Opens a lookup on a Database; closes it in the end."""
    opened = []

    def run(function, database, **changes):
        monkeypatch.setattr(lookup_operator, "connect", database)
        operator, flink = function(settings(**changes), CUSTOMERS, TARGET), Flink()
        operator.open(flink)
        opened.append(operator)
        return operator, flink

    yield run
    for operator in opened:
        operator.close()


def element(*outcomes):
    (packed,) = IntoChunks(100).open()(outcomes)
    return [packed]


def segments(rows):
    return {row["order_id"]: row["segment"] for (packed,) in rows for row in json.loads(unpack(packed).document)}


def test_a_batch_is_one_query_and_a_key_that_is_remembered_none(running):
    """What the batch is for."""
    database = Database(KNOWN)
    operator, flink = running(BatchLookup, database)
    chunk = element(order("1", "a"), order("2", "b"), order("3", "z"))
    assert segments(operator.process_element(chunk, None)) == {"1": "retail", "2": "trade", "3": None}
    assert segments(operator.process_element(chunk, None)) == {"1": "retail", "2": "trade", "3": None}
    assert (database.asked, database.connects) == ([["a", "b", "z"]], 1)
    metrics = {name: read() for name, read in flink.gauges.items()}
    assert metrics.pop("lookup_ms_total") >= 0
    assert metrics == {"cache_hits": 3, "cache_misses": 3, "lookups": 1, "unmatched": 2, "retries": 0}


def test_in_the_asynchronous_form_each_key_is_a_query_and_so_many_are_under_way(running):
    """At most `capacity`, each on a connection of its own; two batches that want one key share its query."""
    database = Database({f"c{n}": (f"s{n}", "NL") for n in range(12)}, seconds=0.02)
    operator, flink = running(AsyncLookup, database, capacity=3)
    one = element(*(order(str(n), f"c{n}") for n in range(8)))
    two = element(*(order(str(n), f"c{n}") for n in range(4, 12)))

    async def both():
        return await asyncio.gather(operator.async_invoke(one), operator.async_invoke(two))

    first, second = asyncio.run(both())
    assert segments(first) == {str(n): f"s{n}" for n in range(8)}
    assert segments(second) == {str(n): f"s{n}" for n in range(4, 12)}
    assert sorted(database.asked) == sorted([f"c{n}"] for n in range(12))
    assert (database.connects, database.most_at_once) == (3, 3)
    assert flink.gauges["lookups"]() == 12


def test_an_asynchronous_query_that_fails_for_good_fails_the_batch(running):
    """Flink restarts the job from its checkpoint then; a record is never handed on without its lookup."""
    database = Database(KNOWN, [psycopg2.ProgrammingError("permission denied for table customers")])
    operator, _ = running(AsyncLookup, database)
    with pytest.raises(psycopg2.ProgrammingError, match="permission denied"):
        asyncio.run(operator.async_invoke(element(order("1", "a"))))
    assert segments(asyncio.run(operator.async_invoke(element(order("1", "a"))))) == {"1": "retail"}
