"""One look at a Postgres database's own statistics: a single read-only statement, no table of the user is touched."""

from __future__ import annotations

from typing import Any

import psycopg2
from psycopg2.extensions import parse_dsn

from advisor.errors import BadInput, CannotReach
from advisor.model.observation import DatabaseSample

CONNECT_SECONDS = 5
STATEMENT_MS = 5000

# Backends report their counters about once a second, so a window of several seconds is exact to a few percent.
_STATISTICS = """
SELECT clock_timestamp(), d.xact_commit, d.tup_inserted + d.tup_updated,
       (SELECT coalesce(json_object_agg(name, n), '{}') FROM (
            SELECT coalesce(application_name, '') AS name, count(*) AS n FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() GROUP BY 1) AS a),
       (SELECT count(*) FROM pg_locks WHERE NOT granted),
       current_setting('max_connections')::int
FROM pg_stat_database AS d WHERE d.datname = current_database()
"""


def open_database(dsn: str) -> Any:
    """A read-only connection in which every statement sees fresh statistics.

    The password comes from the DSN, PGPASSWORD or ~/.pgpass and appears in no message.
    Raises BadInput for a DSN that is none, CannotReach when the server refuses.
    """
    try:
        parts = parse_dsn(dsn)
    except psycopg2.Error:
        # The driver quotes the DSN, password and all: neither its message nor its traceback may be shown.
        raise BadInput(
            "--postgres is no connection string; it looks like postgresql://user@host:5432/database"
        ) from None
    place = f"{parts.get('host', 'localhost')}:{parts.get('port', '5432')}/{parts.get('dbname', '')}"
    try:
        connection = psycopg2.connect(
            dsn,
            connect_timeout=CONNECT_SECONDS,
            application_name="narrows:advisor",
            options=f"-c statement_timeout={STATEMENT_MS}",
        )
        # Statistics are frozen within a transaction; in autocommit each statement is one of its own.
        connection.set_session(readonly=True, autocommit=True)
    except psycopg2.Error as error:
        raise CannotReach(f"Postgres at {place} refuses: {_sentence(error, parts.get('password'))}") from None
    return connection


def collect_database(connection: Any) -> DatabaseSample:
    """The database's counters and connections now. Raises CannotReach."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_STATISTICS)
            taken_at, commits, rows, connections, waiting, max_connections = cursor.fetchone()
    except (psycopg2.Error, TypeError, ValueError) as error:
        raise CannotReach("Postgres does not answer the question for its statistics") from error
    return DatabaseSample(taken_at, commits, rows, connections, waiting, max_connections)


def _sentence(error: psycopg2.Error, password: str | None) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text.replace(password, "***") if password else text
