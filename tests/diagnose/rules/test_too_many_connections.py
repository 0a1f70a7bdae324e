"""Connections against what the database has: first enough of them."""

from __future__ import annotations

from dataclasses import replace

from advisor.diagnose.rules.too_many_connections import diagnose
from advisor.diagnose.verdict import Finding
from advisor.model.settings import JobSettings, Limits
from tests.builders import Op, context, database, observe, sink


def findings(subtasks: int = 4, limits: Limits | None = None, connections: int | None = None) -> list[Finding]:
    wide = replace(sink(rows=5000, flushes=10, flush_ms=100, busy=0.1), subtasks=subtasks)
    more = {} if connections is None else {"database": database(commits=300, rows=9000, connections=connections)}
    settings = JobSettings(limits=limits or Limits(), from_profile=True)
    return list(diagnose(context(observe(Op("source", 0.1), wide, **more), settings)))  # type: ignore[arg-type]


def test_a_job_without_a_sink_holds_no_connection() -> None:
    """Its parallelism is nobody's business here."""
    assert list(diagnose(context(observe(Op("source"), Op("map", subtasks=200))))) == []


def test_nothing_is_known_of_a_database_that_was_not_asked() -> None:
    """And nothing is said."""
    assert findings(200) == []


def test_room_for_a_deploy_is_enough() -> None:
    """70 of 97."""
    assert findings(connections=70) == []


def test_a_server_that_runs_short_is_named() -> None:
    """90 of 97 that are for everybody."""
    (found,) = findings(connections=90)
    assert (found.evidence[0].observed, found.evidence[0].expected) == (90, 78)
    assert found.operator == "jdbc_sink"
    assert found.message == "90 of 97 connections of the server are taken, 4 of them by this job's sinks"


def test_more_connections_than_cores_can_serve_are_named() -> None:
    """Four a core at most."""
    (found,) = findings(20, Limits(database_cores=4))
    assert "20 connections of the job share 4 cores" in found.message
    assert findings(16, Limits(database_cores=4)) == []


def test_more_connections_than_the_profile_allows_are_named() -> None:
    """Its own limit."""
    (found,) = findings(20, Limits(database_connections=10))
    assert found.evidence[0].expected == 10
