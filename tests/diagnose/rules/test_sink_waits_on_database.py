"""A sink that waits for its database: first one that does not."""

from __future__ import annotations

from dataclasses import replace

from advisor.diagnose.rules.sink_waits_on_database import diagnose
from advisor.diagnose.verdict import Finding
from advisor.model.database import LockWait, LongTransaction, SessionWait, StatementSample
from tests.builders import Op, context, database, observe, sink

WAITING = Op("source", 0.02, 0.97)
LOCK = LockWait("narrows:orders:jdbc_sink:0", "migration", "idle in transaction", 42.0)


def findings(*operators: Op, **job: object) -> list[Finding]:
    return list(diagnose(context(observe(*operators, **job))))  # type: ignore[arg-type]


def test_a_sink_that_holds_nobody_back_may_flush_all_day() -> None:
    """Nobody waits for it."""
    assert findings(Op("source", 0.2), sink(rows=5000, flushes=2, flush_ms=700, busy=0.7)) == []


def test_small_batches_are_another_rules() -> None:
    """One row a flush: unbatched_sink."""
    assert findings(WAITING, sink(rows=1000, flushes=1000, flush_ms=900)) == []


def test_a_lock_between_others_is_not_the_sinks() -> None:
    """Two people at their consoles."""
    others = database(commits=300, rows=30_000, lock_waits=(LockWait("psql", "migration", "active", 3.0),))
    assert findings(Op("source", 0.2), sink(rows=5000, flushes=2, flush_ms=200, busy=0.2), database=others) == []


def test_a_lock_that_the_sink_waits_for_names_its_holder() -> None:
    """Whatever the verdict is."""
    held = database(commits=3, rows=6, waiting_for_locks=1, lock_waits=(LOCK,))
    (found,) = findings(WAITING, sink(rows=0.2, flushes=0.1, flush_ms=990), database=held)
    assert (found.severity, found.operator) == ("critical", "jdbc_sink")
    assert "migration holds (idle in transaction, 42 s)" in found.message


def test_full_batches_that_take_the_time_are_round_trips_or_its_disk() -> None:
    """With what Postgres' sessions were seen at."""
    waits = (SessionWait("narrows:orders:jdbc_sink:0", "IO:WalSync", 1), SessionWait("psql", "Client:ClientRead", 5))
    slow = database(commits=60, rows=300_000, waits=waits)
    (found,) = findings(WAITING, sink(rows=10_000, flushes=2, flush_ms=900), database=slow)
    assert found.severity == "warning"
    assert found.message.endswith("waits for its flushes 90% of the time; Postgres was seen at IO:WalSync")


def test_the_costliest_statement_and_the_oldest_transaction_are_evidence() -> None:
    """Where the database tells them: its time goes somewhere."""
    before, after = database(commits=60, rows=300_000)
    upsert = StatementSample("INSERT INTO orders\n  SELECT ...", 10, 1000.0, 50_000)
    first = replace(before, statements=(upsert,))
    last = replace(
        after,
        statements=(replace(upsert, calls=30, milliseconds=9000.0),),
        long_transactions=(LongTransaction("psql", "idle in transaction", 900.0), LongTransaction("x", "active", 7.0)),
    )
    (found,) = findings(WAITING, sink(rows=10_000, flushes=2, flush_ms=900), database=(first, last))
    told = {each.source: each.what for each in found.evidence}
    assert told["pg_stat_statements"] == "INSERT INTO orders SELECT ...: 20 calls of 400.0 ms"
    assert told["pg_stat_activity"] == "a transaction of psql is open for 900 s (idle in transaction)"
