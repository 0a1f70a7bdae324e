"""Looking at Kafka and Postgres that are away, or cannot be looked at: an answer, not an error, and no secret in it."""

from __future__ import annotations

import re
import sys
from datetime import datetime, timezone
from types import SimpleNamespace
from typing import Any

import psycopg2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.doctor.looks import database as database_look
from advisor.doctor.looks import kafka as kafka_look
from advisor.doctor.looks.database import look_at_database, quoted
from advisor.doctor.looks.kafka import look_at_kafka
from advisor.doctor.seen import Kafka, NotAsked, Topic
from advisor.model.unknown import Unknown
from tests.doctor.healthy import profile

NOW = datetime(2026, 1, 31, tzinfo=timezone.utc)
# Port 9 is discard's: nothing listens there.
AWAY = profile(database={"host": "127.0.0.1", "port": 9})


def database(environ: dict[str, str]) -> Any:
    return look_at_database(AWAY, environ, None, lambda: NOW).database


def test_a_database_that_is_away_is_named_without_the_password() -> None:
    """The tables behind it are not asked for: one fault, not three."""
    found = look_at_database(AWAY, {"PGPASSWORD": "s3cret"}, None, lambda: NOW)
    assert found.database == Unknown("127.0.0.1:9 does not answer")
    assert found.table == NotAsked("the database does not answer")
    assert found.lookup == found.table


def test_without_a_password_nobody_connects() -> None:
    """That the password is missing is told by its own check."""
    found = database({})
    assert isinstance(found, NotAsked)
    assert "$PGPASSWORD is not set" in found.reason


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (
            'connection to server at "127.0.0.1" failed: FATAL:  password authentication failed for user "orders"',
            "127.0.0.1:9 refuses user 'orders': the password of $PGPASSWORD is wrong",
        ),
        (
            'connection to server at "127.0.0.1", port 9 failed: FATAL:  database "orders" does not exist\n',
            '127.0.0.1:9: database "orders" does not exist',
        ),
        ("could not translate host name, s3cret\nmore", "127.0.0.1:9: could not translate host name, ***"),
    ],
)
def test_what_a_server_says_becomes_one_line(monkeypatch: pytest.MonkeyPatch, said: str, reason: str) -> None:
    """With the setting that is wrong, without the password, whoever repeats it."""

    def connect(**_settings: object) -> None:
        raise psycopg2.OperationalError(said)

    monkeypatch.setattr(database_look.psycopg2, "connect", connect)
    assert database({"PGPASSWORD": "s3cret"}) == Unknown(reason)


@given(st.text(min_size=1))
def test_a_table_s_name_stays_within_its_quotes(name: str) -> None:
    """Taken apart as Postgres does, it is the name again; only dots end a part."""
    parts = re.fullmatch(r'"(?:[^"]|"")*"(?:\."(?:[^"]|"")*")*', quoted(name))
    assert parts is not None
    found = re.findall(r'"((?:[^"]|"")*)"(?:\.|$)', quoted(name))
    assert ".".join(each.replace('""', '"') for each in found) == name


class FakeError:
    def __init__(self, text: str, code: int = 30) -> None:
        self.text, self._code = text, code

    def code(self) -> int:
        return self._code

    def str(self) -> str:
        return self.text


class FakeException(Exception):
    pass


def library(topics: dict[str, int] | Exception, committed: list[Any]) -> Any:
    """Enough of confluent_kafka; the real one is in tests/integration."""

    class Admin:
        def __init__(self, configuration: dict[str, Any], logger: object) -> None:
            self.note = configuration["error_cb"]

        def list_topics(self, timeout: float) -> Any:
            if isinstance(topics, Exception):
                raise topics
            found = {name: SimpleNamespace(partitions=range(count), error=None) for name, count in topics.items()}
            return SimpleNamespace(topics=found, brokers=[1])

        def poll(self, _seconds: float) -> None:
            self.note(FakeError("host:9092/bootstrap: Connect failed: Connection refused (after 0ms in state CONNECT)"))

    class Consumer:
        def __init__(self, configuration: dict[str, Any], logger: object) -> None:
            assert configuration["enable.auto.commit"] is False

        def committed(self, wanted: list[Any], timeout: float) -> Any:
            answer = committed.pop(0) if isinstance(committed, list) and len(committed) > 1 else committed[0]
            if isinstance(answer, Exception):
                raise answer
            return answer

        def close(self) -> None:
            pass

    return SimpleNamespace(
        admin=SimpleNamespace(AdminClient=Admin),
        Consumer=Consumer,
        KafkaException=FakeException,
        KafkaError=SimpleNamespace(NOT_COORDINATOR=16, COORDINATOR_NOT_AVAILABLE=15, COORDINATOR_LOAD_IN_PROGRESS=14),
        TopicPartition=lambda name, number: (name, number),
    )


def look(topics: Any, *committed: Any) -> Any:
    """`committed`: what the group's coordinator answers, one after the other."""
    slept: list[float] = []
    return kafka_look._Look(library(topics, list(committed) or [[]]), profile().kafka, slept.append).look()


def test_topics_and_brokers_are_counted() -> None:
    """One that is not there is none, and nothing is created by asking."""
    assert look({"orders": 4, "other": 1}) == Kafka(1, Topic("orders", 4), Topic("orders_dead_letters", None), None)


def test_a_kafka_that_is_away_says_what_its_connection_said() -> None:
    """Not only that a question was not answered."""
    assert look(FakeException(FakeError("Failed to get metadata"))) == Unknown(
        "localhost:9092: Connect failed: Connection refused"
    )


@pytest.mark.parametrize(
    "committed",
    [
        FakeException(FakeError("Broker: Group authorization failed")),
        [SimpleNamespace(error=FakeError("Broker: Group authorization failed"))],
    ],
)
def test_a_group_that_may_not_be_read_says_why(committed: Any) -> None:
    """For all of it, or for one partition."""
    assert look({"orders": 1}, committed).group == "Broker: Group authorization failed"


def test_a_group_that_a_broker_is_taking_over_is_asked_for_again() -> None:
    """A broker that has just started; in the end it is a fault."""
    moving = FakeException(FakeError("Broker: Not coordinator", 16))
    assert look({"orders": 1}, moving, moving, []).group is None
    assert look({"orders": 1}, moving).group == "Broker: Not coordinator"


def test_a_kafka_that_wants_a_login_is_not_asked() -> None:
    """Its keys are Java's files on the cluster."""
    found = look_at_kafka(profile(kafka={"consumer": {"security.protocol": "SASL_SSL"}}).kafka)
    assert isinstance(found, NotAsked)
    assert "SASL_SSL" in found.reason


def test_without_the_client_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback, no failure: nobody looked."""
    monkeypatch.setitem(sys.modules, "confluent_kafka", None)
    monkeypatch.delitem(sys.modules, "confluent_kafka.admin", raising=False)
    found = look_at_kafka(profile().kafka)
    assert isinstance(found, NotAsked)
    assert "pip install 'narrows[kafka]'" in found.reason
