"""Offsets committed by the clock."""

import pytest

from tests.lint.lint_builder import faults, program, told

RULE = "auto_commit_before_database"
WRITES = "import psycopg2\nSQL = 'INSERT INTO t VALUES (1)'\n"
GROUP = '    "group.id": "g",\n'


@pytest.mark.parametrize("setting", ['"enable.auto.commit": False', '"enable.auto.offset.store": False'])
def test_who_commits_or_stores_after_the_work_loses_nothing(setting):
    """librdkafka's own recipe is the second."""
    assert told(RULE, program(f"{GROUP}    {setting},\n", before=WRITES), "p.py") == []


def test_a_program_without_a_database_may_leave_it_on():
    """What is lost is its own to judge."""
    assert told(RULE, program(GROUP), "p.py") == []


def test_a_program_that_only_reads_from_its_database_may_too():
    """No INSERT, no UPDATE."""
    before = "import psycopg2\nSQL = 'SELECT 1'\n"
    assert told(RULE, program(GROUP, before=before), "p.py") == []


@pytest.mark.parametrize(
    "before",
    [
        'import psycopg2\n"""Works on a copy of each record, to insert into t (later)."""\n',
        "import psycopg2\nLOG = 'Could not copy %s from %s'\n",
        "import psycopg2\nLOG = 'could not insert into %s (%s)'\nHELP = 'Insert into the queue, then update the set'\n",
        "import psycopg2\nSQL = 'COPY (SELECT 1) TO STDOUT'\n",
        "import sqlalchemy\nseen = set()\nseen.add(1)\nlist(record.values())\n",
        "import pymongo\nTEXT = 'INSERT INTO t VALUES (1)'\ncollection.find_one({})\n",
    ],
)
def test_prose_about_copies_is_no_sql(before):
    """Nor is whatever a set has."""
    assert told(RULE, program(GROUP, before=before), "p.py") == []


@pytest.mark.parametrize(
    "before",
    [
        "import psycopg2\nSQL = f'INSERT INTO {table} (a) VALUES (%s)'\n",
        'import psycopg2\nSQL = """\n  WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x"""\n',
        "import psycopg2\nSQL = 'UPDATE t SET a = 1'\n",
        "import psycopg2\nSQL = 'copy t (a, b) from stdin'\n",
        "import sqlite3\nSQL = 'INSERT OR REPLACE INTO t VALUES (1)'\n",
        "from sqlalchemy import insert\ninsert(Order)\n",
        "from sqlalchemy.orm import Session\nwith Session(engine) as s:\n    s.add(order)\n",
        "import sqlalchemy\ndef f(session): session.merge(order)\n",
        "import sqlalchemy\norders.insert().values(a=1)\n",
        "import pymongo\ncollection.bulk_write(many)\n",
        "from elasticsearch.helpers import bulk\nbulk(client, many)\n",
    ],
)
def test_every_way_to_write_counts(before):
    """SQL, an object mapper, a store of documents."""
    assert [each.severity for each in faults(RULE, program(GROUP, before=before), "p.py")] == [None]


def test_settings_that_cannot_be_seen_are_not_judged():
    """They may hold enable.auto.commit."""
    assert told(RULE, program(f"{GROUP}    **common,\n", before=WRITES), "p.py") == []


def test_a_producer_commits_nothing():
    """Whatever its program does."""
    assert told(RULE, program('    "linger.ms": 5,\n', call="Producer", before=WRITES), "p.py") == []


def test_switched_on_before_a_database_it_loses_records():
    """At its line."""
    text = program(f'{GROUP}    "enable.auto.commit": True,\n', before=WRITES)
    assert [(each.place.line, each.severity) for each in faults(RULE, text, "p.py")] == [(7, None)]


def test_left_on_as_well():
    """The default of both clients; at the line that makes the consumer."""
    (fault,) = faults(RULE, program(GROUP, before=WRITES), "p.py")
    assert (fault.place.line, fault.severity) == (5, None)
    assert fault.message.startswith("is not set, which means true")


def test_where_nothing_is_known_of_a_database_it_is_info():
    """A profile, which has one, makes it a warning."""
    text = "group.id=g\nenable.auto.commit=true\n"
    assert [each.severity for each in faults(RULE, text, "consumer.properties")] == ["info"]
    assert [each.severity for each in faults(RULE, text, "consumer.properties", database=True)] == [None]
