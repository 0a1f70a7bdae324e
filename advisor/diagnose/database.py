"""What the database says about the operator that writes to it."""

from __future__ import annotations

from advisor.diagnose.verdict import Cause, Evidence
from advisor.measure.job import JobMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.database import LockWait
from advisor.model.observation import NO_DATABASE
from advisor.model.settings import JobSettings
from advisor.model.unknown import Unknown, is_known, known_or

POSTGRES = "Postgres"
# Postgres cuts application names after so many characters (NAMEDATALEN - 1).
_LONGEST_APPLICATION_NAME = 63
# Two rates of one flow, by the clocks of two programs.
SAME_RATE = 0.2
# How Postgres refuses one connection too many, in the exceptions of whoever wanted it.
_REFUSALS = ("too many clients already", "remaining connection slots are reserved", "too many connections for")


def is_sink(vertex: VertexMeasure, settings: JobSettings) -> bool:
    """Whether the operator is known to write batches to the database."""
    own = (settings.operators.get(uid) for uid in vertex.operators)
    return vertex.batches is not None or any(each is not None and each.batch_size is not None for each in own)


def database_evidence(job: JobMeasure, culprit: VertexMeasure, settings: JobSettings) -> list[Evidence]:
    """Rows per commit and who waits for a lock, for an operator that writes to the database."""
    database = job.database
    if isinstance(database, Unknown) or not (is_sink(culprit, settings) or _writes_what_it_takes(job, culprit)):
        return []
    evidence = []
    if is_known(database.rows_per_commit):
        what = (
            f"{database.rows_per_commit:,.1f} rows a commit in Postgres: "
            f"{database.rows:,} rows changed in {database.commits:,} commits"
        )
        small = settings.thresholds.small_batch_rows
        evidence.append(Evidence(what, round(database.rows_per_commit, 2), small, "rows", "pg_stat_database"))
    return evidence + lock_evidence(job, culprit)


def _writes_what_it_takes(job: JobMeasure, vertex: VertexMeasure) -> bool:
    """Whether the database changed as many rows as came to this end of the flow: a sink that counts nothing itself."""
    database, taken = job.database, vertex.records_in_per_second
    if isinstance(database, Unknown) or not is_known(taken) or taken <= 0 or database.seconds <= 0:
        return False
    below = [job.vertex(each) for each in job.topology.downstream_of(vertex.id)]
    if any(known_or(each.records_in_per_second, 1.0) > 0 for each in below):
        return False
    return abs(database.rows / database.seconds - taken) <= SAME_RATE * taken


def lock_evidence(job: JobMeasure, sink: VertexMeasure) -> list[Evidence]:
    """Which lock a session of this sink waits for, and who holds it; a stranger's wait is not the sink's."""
    wait = long_lock_wait(job, sink.batches.operator if sink.batches else sink.uid, 0.0)
    return [held_lock(wait)] if wait else []


def long_lock_wait(job: JobMeasure, operator: str, least_seconds: float) -> LockWait | None:
    """What a session of that operator waits for: the lock that is held the longest, if that is long."""
    if isinstance(job.database, Unknown):
        return None
    own = [each for each in job.database.lock_waits if is_session_of(job, operator, each.waiting)]
    longest = max(own, key=lambda each: each.holder_seconds, default=None)
    return longest if longest is not None and longest.holder_seconds >= least_seconds else None


def is_session_of(job: JobMeasure, operator: str, application: str) -> bool:
    """Whether a session of this name is of the job's operator: `narrows:<job>:<operator>:<subtask>`."""
    return application.startswith(f"narrows:{job.last.name}:{operator}:"[:_LONGEST_APPLICATION_NAME])


def held_lock(wait: LockWait) -> Evidence:
    """Who waits for a lock, who holds it, and since when the holder's transaction is open."""
    what = (
        f"{wait.waiting or 'a session'} waits for a lock that {wait.holder or 'another session'} holds "
        f"({wait.holder_state}, {wait.holder_seconds:.0f} s)"
    )
    return Evidence(what, round(wait.holder_seconds, 1), 0, "seconds", "pg_blocking_pids")


def database_away(job: JobMeasure, culprit: VertexMeasure) -> Evidence | None:
    """That the database was asked and did not answer, for a sink that writes to it."""
    database = job.database
    if culprit.batches is None or not isinstance(database, Unknown) or database is NO_DATABASE:
        return None
    return Evidence(f"the database does not answer: {database.reason}", None, None, "", POSTGRES)


def short_of_connections(
    job: JobMeasure, culprit: VertexMeasure, settings: JobSettings
) -> tuple[Cause, tuple[Evidence, ...]] | None:
    """Connections that are all taken, for an operator that wants some."""
    if not is_sink(culprit, settings):
        return None
    if job.last.failure and any(each in job.last.failure for each in _REFUSALS):
        return "connections", (Evidence(f"Postgres refuses: {job.last.failure}", None, None, "", "exceptions"),)
    database = job.database
    if isinstance(database, Unknown):
        refused = database is not NO_DATABASE and any(each in database.reason for each in _REFUSALS)
        return ("connections", (Evidence(database.reason, None, None, "", POSTGRES),)) if refused else None
    most = database.max_connections - database.reserved_connections
    if database.connections < most:
        return None
    what = f"{database.connections} of {most} connections are taken"
    return "connections", (Evidence(what, database.connections, most, "connections", POSTGRES),)
