"""The only file that opens connections to Postgres; also reads what the target table demands."""

from __future__ import annotations

from typing import Any

import psycopg2

from jobs.errors import NotReachable, TargetError
from jobs.settings import Database, read_password
from jobs.sql import quote
from jobs.target import INTEGER_TYPES, Column, Target

_COLUMNS = """
SELECT column_name, udt_name, is_nullable = 'YES', character_maximum_length, numeric_precision, numeric_scale
FROM information_schema.columns JOIN pg_class ON oid = to_regclass(%s)
WHERE table_name = relname AND table_schema = relnamespace::regnamespace::text
  AND is_generated = 'NEVER' AND is_identity = 'NO' AND (column_default IS NULL OR column_name = ANY(%s))
ORDER BY ordinal_position
"""

_UNIQUE_KEYS = """
SELECT array_agg(attname::text ORDER BY attname)
FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)
WHERE indrelid = to_regclass(%s) AND indisunique AND indpred IS NULL AND indexprs IS NULL
GROUP BY indexrelid
"""


def connect(database: Database, application_name: str) -> Any:
    """A connection in autocommit: every statement is a transaction. Raises psycopg2.OperationalError."""
    connection = psycopg2.connect(
        host=database.host,
        port=database.port,
        dbname=database.name,
        user=database.user,
        password=read_password(database),
        application_name=application_name,
        connect_timeout=10,
        # A server that vanishes without a word is noticed within half a minute.
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=3,
        tcp_user_timeout=30_000,
    )
    connection.autocommit = True
    return connection


def read_target(database: Database) -> Target:
    """The target table's columns and keys.

    Columns with a default, identity and generated columns are left to Postgres.
    Raises NotReachable when nothing answers or the login is refused, TargetError when the table does not fit.
    """
    try:
        connection = connect(database, "narrows:check")
    except psycopg2.OperationalError as error:
        raise NotReachable(_why_not_reachable(database, error)) from error
    try:
        with connection.cursor() as cursor:
            named = [
                *database.key,
                *database.version,
                *([database.offset_column] if database.offset_column else []),
            ]
            table = quote(database.table)
            cursor.execute(_COLUMNS, (table, named))
            columns = tuple(Column(*row) for row in cursor.fetchall())
            cursor.execute(_UNIQUE_KEYS, (table,))
            unique_keys = [tuple(row[0]) for row in cursor.fetchall()]
    finally:
        connection.close()
    return check_target(database, columns, unique_keys)


def _why_not_reachable(database: Database, error: psycopg2.OperationalError) -> str:
    server = f"database {database.name!r} on {database.host}:{database.port}"
    said = " ".join(str(error).split())
    if "password authentication failed" in said:
        source = "password_env" if database.password_env else "password_file"
        given = database.password_env or database.password_file
        return f"{server} refuses user {database.user!r}: the password from database.{source} ({given}) is wrong"
    if "Connection refused" in said or "timeout" in said:
        return f"{server} does not answer: is Postgres running there? (database.host, database.port)"
    return f"{server} cannot be used: {said}"


def check_target(database: Database, columns: tuple[Column, ...], unique_keys: list[tuple[str, ...]]) -> Target:
    """Hold the table against the settings; raises TargetError naming the setting to change."""
    where = f"table {database.table!r} in database {database.name!r}"
    if not columns:
        raise TargetError(f"database.table: there is no {where} that user {database.user!r} can see; create it first")
    by_name = {column.name: column for column in columns}
    for setting, names in (
        ("key", database.key),
        ("version", database.version),
        ("offset_column", (database.offset_column,) if database.offset_column else ()),
    ):
        for name in names:
            if name not in by_name:
                raise TargetError(f"database.{setting}: {where} has no column {name!r}; it has {', '.join(by_name)}")
    for name in (*database.version, *filter(None, [database.offset_column])):
        if by_name[name].type not in INTEGER_TYPES or by_name[name].nullable:
            raise TargetError(
                f"database.version: column {name!r} of {where} must be an integer type and NOT NULL, "
                "or newer and older rows cannot be told apart"
            )
    if tuple(sorted(database.key)) not in unique_keys:
        raise TargetError(
            f"database.key: {where} has no primary key or unique index on ({', '.join(database.key)}), "
            "which an upsert needs"
        )
    return Target(database.table, columns, database.key, database.version, database.offset_column)
