"""Looks at a Postgres database's own statistics: single read-only statements, no table of the user is touched."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import psycopg2
from psycopg2.extensions import parse_dsn
from pydantic import TypeAdapter, ValidationError

from advisor.errors import BadInput
from advisor.model.database import DatabaseSample, StatementSample
from advisor.model.unknown import Unknown

CONNECT_SECONDS = 5
STATEMENT_MS = 5000

# Backends report their counters about once a second, so a window of several seconds is exact to a few percent.
_STATISTICS = (files(__package__) / "postgres.sql").read_text()
# Normalised statements carry no values. The writing ones that take the most time are what a sink waits for.
_STATEMENTS = """
SELECT left(query, 200), calls, total_exec_time, rows FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY total_exec_time DESC LIMIT 5
"""
_SAMPLE = TypeAdapter(DatabaseSample)


class Database:
    """A database to look at several times. It may be away in between: that is an answer too, not an error.

    The password comes from the DSN, PGPASSWORD or ~/.pgpass and appears in no message.
    Raises BadInput for a DSN that is none.
    """

    def __init__(self, dsn: str) -> None:
        try:
            parts = parse_dsn(dsn)
        except psycopg2.Error:
            # The driver quotes the DSN, password and all: neither its message nor its traceback may be shown.
            raise BadInput(
                "--postgres is no connection string; it looks like postgresql://user@host:5432/database"
            ) from None
        self._dsn = dsn
        self._password = parts.get("password")
        self._place = f"{parts.get('host', 'localhost')}:{parts.get('port', '5432')}/{parts.get('dbname', '')}"
        self._connection: Any = None

    def look(self) -> DatabaseSample | Unknown:
        """Its counters and connections now; Unknown when it refuses or does not answer."""
        try:
            self._connection = self._connection or self._connect()
            with self._connection.cursor() as cursor:
                cursor.execute(_STATISTICS)
                sample = _SAMPLE.validate_python(cursor.fetchone()[0], strict=False)
        except psycopg2.Error as error:
            self.close()
            return Unknown(f"Postgres at {self._place}: {self._sentence(error)}")
        except (ValidationError, TypeError) as error:
            return Unknown(f"Postgres at {self._place} has no statistics as expected: {type(error).__name__}")
        return _SAMPLE.validate_python({**sample.__dict__, "statements": self._statements()})

    def close(self) -> None:
        """End the connection; looking again opens another."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _connect(self) -> Any:
        connection = psycopg2.connect(
            self._dsn,
            connect_timeout=CONNECT_SECONDS,
            application_name="narrows:advisor",
            options=f"-c statement_timeout={STATEMENT_MS}",
        )
        # Statistics are frozen within a transaction; in autocommit each statement is one of its own.
        connection.set_session(readonly=True, autocommit=True)
        return connection

    def _statements(self) -> tuple[StatementSample, ...] | Unknown:
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(_STATEMENTS)
                return tuple(StatementSample(*row) for row in cursor.fetchall())
        except psycopg2.errors.UndefinedTable:
            return Unknown("the extension pg_stat_statements is not there")
        except psycopg2.Error as error:
            return Unknown(f"pg_stat_statements: {self._sentence(error)}")

    def _sentence(self, error: psycopg2.Error) -> str:
        # The driver asks back ("Is the server running on that host ...?"); the reader is the one who asks here.
        text = " ".join(str(error).split()).partition(" Is the server running")[0] or type(error).__name__
        return text.replace(self._password, "***") if self._password else text
