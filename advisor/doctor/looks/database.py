"""The sink's Postgres, as the sink's user: one read-only transaction, no row of any table is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime, timezone
from importlib.resources import files
from typing import Any

import psycopg2
from pydantic import TypeAdapter, ValidationError

from advisor.doctor.looks.clock import least_offset
from advisor.doctor.looks.machine import password_of
from advisor.doctor.seen import Column, Database, NotAsked, Stored, Table
from advisor.model.unknown import Unknown
from advisor.profile.schema import Profile
from advisor.profile.schema.database import Database as Settings

CONNECT_SECONDS = 5
STATEMENT_MS = 5000
_SERVER, _TABLE = ((files(__package__) / name).read_text() for name in ("server.sql", "table.sql"))
_DATABASE, _COLUMNS = TypeAdapter(Database), TypeAdapter(tuple[Column, ...])
# The sink's sessions are named `narrows:<job>:jdbc_sink:<subtask>`.
_OWN = "narrows:{}:%"
NO_DATABASE = NotAsked("the database does not answer")
NO_LOOKUP = NotAsked("the profile looks nothing up")

Now = Callable[[], datetime]


def look_at_database(profile: Profile, environ: Mapping[str, str], replaced: str | None, now: Now) -> Stored:
    """Server and tables; `replaced` is the name of a job whose sessions will have ended."""
    settings = profile.database
    password, secret = password_of(settings, environ)
    if secret is None:
        nowhere = NotAsked(f"the password is not there ({password.source} {password.fault})")
        return Stored(nowhere, nowhere, nowhere)
    try:
        with closing(_connect(settings, secret)) as connection, connection.cursor() as cursor:
            database = _server(cursor, _OWN.format(_literally(replaced)) if replaced else "", now)
            return Stored(database, *_tables(cursor, profile))
    except psycopg2.Error as error:
        away = Unknown(_why(settings, password.source, error).replace(secret or "\0", "***"))
    except (ValidationError, TypeError, KeyError) as error:
        away = Unknown(f"it answers otherwise than Postgres does ({type(error).__name__})")
    return Stored(away, NO_DATABASE, NO_DATABASE)


def _connect(settings: Settings, secret: str) -> Any:
    connection = psycopg2.connect(
        host=settings.host,
        port=settings.port,
        dbname=settings.name,
        user=settings.user,
        password=secret,
        connect_timeout=CONNECT_SECONDS,
        application_name="narrows:doctor",
    )
    # Of the transaction, not of the session: a pooler would hand the session on, read-only, to the sink.
    connection.set_session(readonly=True)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = %s", (STATEMENT_MS,))
    return connection


def _server(cursor: Any, own: str, now: Now) -> Database:
    before = now()
    cursor.execute(_SERVER, {"own": own})
    after = now()
    raw = dict(cursor.fetchone()[0])
    told = datetime.fromtimestamp(raw.pop("now"), timezone.utc)
    read_only = "is a standby" if raw.pop("in_recovery") else ""
    if raw.pop("read_only") == "on":
        read_only = read_only or "has default_transaction_read_only on for this user"
    offset = least_offset(told, told, before, after)
    return _DATABASE.validate_python({**raw, "read_only": read_only or None, "clock_offset": offset})


def _tables(cursor: Any, profile: Profile) -> tuple[Table | Unknown, Table | Unknown]:
    settings, lookup = profile.database, profile.lookup
    named = [*settings.key, *settings.version, *filter(None, [settings.offset_column])]
    return (
        _table(cursor, settings, settings.table, named),
        _table(cursor, settings, lookup.table, [lookup.key_column, *lookup.columns]) if lookup else NO_LOOKUP,
    )


def _table(cursor: Any, settings: Settings, name: str, named: list[str]) -> Table | Unknown:
    cursor.execute("SAVEPOINT before")
    try:
        cursor.execute(_TABLE, {"table": quoted(name), "named": named})
    except psycopg2.errors.InsufficientPrivilege as error:
        cursor.execute("ROLLBACK TO before")
        return Unknown(f"user {settings.user!r} may not look there ({_first_line(error)})")
    found = cursor.fetchone()
    if found is None:
        return Unknown(f"there is no table {name!r} in database {settings.name!r} for user {settings.user!r}")
    raw = found[0]
    keys = tuple(frozenset(each) for each in raw["unique_keys"])
    return Table(name, raw["kind"], _COLUMNS.validate_python(raw["columns"]), keys)


def quoted(table: str) -> str:
    """An SQL identifier, dots kept as separators, as the sink writes it."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in table.split("."))


def _literally(name: str) -> str:
    """For LIKE, without its wildcards."""
    return name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _why(settings: Settings, source: str, error: psycopg2.Error) -> str:
    server = f"{settings.host}:{settings.port}"
    said = " ".join(str(error).split())
    if "password authentication failed" in said:
        return f"{server} refuses user {settings.user!r}: the password of {source} is wrong"
    if "Connection refused" in said or "timeout expired" in said:
        return f"{server} does not answer"
    return f"{server}: {_first_line(error)}"


def _first_line(error: psycopg2.Error) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rpartition("FATAL:  ")[2] if lines else type(error).__name__
