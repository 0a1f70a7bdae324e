"""The SQL that the job speaks: identifiers, the upsert, and the lookup."""

from __future__ import annotations

from jobs.target import LookupTable, Target


def quote(identifier: str) -> str:
    """An SQL identifier, dots kept as separators (`schema.table`)."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in identifier.split("."))


def upsert_statement(target: Target) -> str:
    """The statement: one parameter, a JSON array of rows.

    A row is replaced only by one with a greater version, whichever sink comes last; the same row again
    (a replay after a failure) changes nothing.
    """
    columns = ", ".join(quote(name) for name in target.column_names)
    types = ", ".join(f"{quote(column.name)} {column.sql_type}" for column in target.columns)
    key = ", ".join(quote(name) for name in target.key)
    others = [quote(name) for name in target.column_names if name not in target.key]
    statement = (
        f"INSERT INTO {quote(target.table)} AS present ({columns}) "
        f"SELECT {columns} FROM json_to_recordset(%s::json) AS incoming ({types}) "
        f"ON CONFLICT ({key}) DO "
    )
    if not others:
        return statement + "NOTHING"
    statement += "UPDATE SET " + ", ".join(f"{name} = EXCLUDED.{name}" for name in others)
    if target.version:
        present = ", ".join(f"present.{quote(name)}" for name in target.version)
        incoming = ", ".join(f"EXCLUDED.{quote(name)}" for name in target.version)
        statement += f" WHERE ({present}) < ({incoming})"
    return statement


def lookup_statement(table: LookupTable, timeout_ms: int) -> str:
    """The statement: one parameter, a list of keys; rows of key and columns. The cast lets the index be used.

    The time limit belongs to the statement: a connection through a pooler has no settings of its own.
    """
    names = ", ".join(quote(column.name) for column in (table.key, *table.columns))
    return (
        f"SET LOCAL statement_timeout = {timeout_ms}; "
        f"SELECT {names} FROM {quote(table.table)} WHERE {quote(table.key.name)} = ANY(%s::{table.key.sql_type}[])"
    )
