"""The only file that opens connections to Postgres; also reads what a table holds and demands."""

from __future__ import annotations

from typing import Any

import psycopg2

from jobs.errors import NotReachable, TargetError
from jobs.settings import Database, Lookup, read_password
from jobs.sql import quote
from jobs.target import INTEGER_TYPES, Column, LookupTable, Target

# Types whose values come back as they were asked for; `char(n)`, say, comes back padded.
LOOKUP_KEY_TYPES = INTEGER_TYPES | {"text", "varchar"}

_COLUMNS = """
SELECT is_generated <> 'NEVER' OR is_identity <> 'NO', column_default IS NOT NULL,
  column_name, udt_name, is_nullable = 'YES', character_maximum_length, numeric_precision, numeric_scale
FROM information_schema.columns JOIN pg_class ON oid = to_regclass(%s)
WHERE table_name = relname AND table_schema = relnamespace::regnamespace::text
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
    named = {*database.key, *database.version, database.offset_column}
    rows, unique_keys = _read_table(database, database.table)
    columns = [
        Column(*description)
        for made_by_postgres, has_default, *description in rows
        if not made_by_postgres and (not has_default or description[0] in named)
    ]
    return check_target(database, tuple(columns), unique_keys)


def read_lookup_table(database: Database, lookup: Lookup) -> LookupTable:
    """The table to look in: its key and the columns that are wanted. Raises as read_target does."""
    rows, unique_keys = _read_table(database, lookup.table)
    columns = tuple(Column(*description) for _made_by_postgres, _has_default, *description in rows)
    return check_lookup_table(database, lookup, columns, unique_keys)


def _read_table(database: Database, table: str) -> tuple[list[Any], list[tuple[str, ...]]]:
    """What _COLUMNS says of it, and its unique keys."""
    try:
        connection = connect(database, "narrows:check")
    except psycopg2.OperationalError as error:
        raise NotReachable(_why_not_reachable(database, error)) from error
    try:
        with connection.cursor() as cursor:
            cursor.execute(_COLUMNS, (quote(table),))
            rows = cursor.fetchall()
            cursor.execute(_UNIQUE_KEYS, (quote(table),))
            return rows, [tuple(row[0]) for row in cursor.fetchall()]
    finally:
        connection.close()


def check_lookup_table(
    database: Database, lookup: Lookup, columns: tuple[Column, ...], unique_keys: list[tuple[str, ...]]
) -> LookupTable:
    """Hold the table against the settings; raises TargetError naming the setting to change."""
    where = f"table {lookup.table!r} in database {database.name!r}"
    if not columns:
        raise TargetError(f"lookup.table: there is no {where} that user {database.user!r} can see; create it first")
    by_name = {column.name: column for column in columns}
    for setting, names in (("key_column", (lookup.key_column,)), ("columns", lookup.columns)):
        for name in names:
            if name not in by_name:
                raise TargetError(f"lookup.{setting}: {where} has no column {name!r}; it has {', '.join(by_name)}")
    key = by_name[lookup.key_column]
    if key.type not in LOOKUP_KEY_TYPES:
        raise TargetError(
            f"lookup.key_column: column {key.name!r} of {where} is of type {key.type}; keys can be looked up in "
            f"columns of {', '.join(sorted(LOOKUP_KEY_TYPES))}"
        )
    if (key.name,) not in unique_keys:
        raise TargetError(
            f"lookup.key_column: {where} has no primary key or unique index on {key.name}, "
            "so a key could have several rows and every lookup would read the whole table"
        )
    return LookupTable(lookup.table, key, tuple(by_name[name] for name in lookup.columns))


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
