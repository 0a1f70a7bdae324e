"""A database as it was at one moment: its own statistics, and who is connected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from advisor.model.unknown import Unknown

NOT_ASKED = Unknown("pg_stat_statements was not asked")


@dataclass(frozen=True)
class LockWait:
    """A session that waits for a lock; the application, state and age (seconds) of the transaction that holds it."""

    waiting: str
    holder: str
    holder_state: str
    holder_seconds: float


@dataclass(frozen=True)
class LongTransaction:
    """A transaction that is open for long; `seconds` since it began."""

    application: str
    state: str
    seconds: float


@dataclass(frozen=True)
class StatementSample:
    """One normalised statement of pg_stat_statements: counters since its statistics were reset."""

    query: str
    calls: int
    milliseconds: float
    rows: int


@dataclass(frozen=True)
class SessionWait:
    """Active sessions of one application that wait for one thing, "Lock:transactionid"; "running" for none."""

    application: str
    event: str
    sessions: int


@dataclass(frozen=True)
class DatabaseSample:
    """One database at one moment: counters since its statistics were reset, and who is connected.

    `connections` of this database by application name; `server_connections` are those of the whole server, which
    `max_connections` bounds; `reserved_connections` of these are not for ordinary users.
    """

    taken_at: datetime
    commits: int
    rows_written: int
    connections: Mapping[str, int]
    waiting_for_locks: int
    max_connections: int
    server_connections: int = 0
    reserved_connections: int = 3  # Postgres's default of superuser_reserved_connections
    waits: tuple[SessionWait, ...] = ()
    lock_waits: tuple[LockWait, ...] = ()
    long_transactions: tuple[LongTransaction, ...] = ()
    statements: tuple[StatementSample, ...] | Unknown = NOT_ASKED
