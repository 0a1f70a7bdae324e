"""A sink that waits for its database: first one that does not."""

from __future__ import annotations

from dataclasses import replace

from advisor.diagnose.rules.sink_waits_on_database import diagnose
from advisor.diagnose.verdict import Finding, Verdict
from advisor.model.database import LockWait, LongTransaction, SessionWait, StatementSample
from tests.builders import Op, context, database, observe, sink

WAITING = Op("source", 0.02, 0.97)
LOCK = LockWait("narrows:orders:jdbc_sink:0", "migration", "idle in transaction", 42.0)


def findings(*operators: Op, **job: object) -> list[Finding]:
    return list(diagnose(context(observe(*operators, **job))))  # type: ignore[arg-type]


def not_yet(*statements: StatementSample) -> tuple[StatementSample, ...]:
    """The same statements as they were before the window: known, and not called yet."""
    return tuple(StatementSample(each.query, 0, 0.0, 0) for each in statements)


def test_a_sink_that_holds_nobody_back_may_flush_all_day() -> None:
    """Nobody waits for it."""
    assert findings(Op("source", 0.2), sink(rows=5000, flushes=2, flush_ms=700, busy=0.7)) == []


def test_small_batches_are_another_rules() -> None:
    """One row a flush: unbatched_sink."""
    assert findings(WAITING, sink(rows=1000, flushes=1000, flush_ms=900)) == []


def test_a_sink_that_waits_for_something_else_than_its_flushes_is_left_alone() -> None:
    """They take 5 % of its time."""
    job = observe(WAITING, sink(rows=5000, flushes=2, flush_ms=50))
    waits = Verdict("operator_bound", "jdbc_sink", "jdbc_sink", "external_wait", 0.7, ())
    assert list(diagnose(context(job, verdict=waits))) == []


def test_a_lock_between_others_is_not_the_sinks() -> None:
    """Two people at their consoles."""
    others = database(commits=300, rows=30_000, lock_waits=(LockWait("psql", "migration", "active", 3.0),))
    assert findings(Op("source", 0.2), sink(rows=5000, flushes=2, flush_ms=200, busy=0.2), database=others) == []


def test_another_jobs_sink_of_the_same_name_is_not_this_one() -> None:
    """Nor is one whose name only contains this one's."""
    for application in ("narrows:payments:jdbc_sink:0", "narrows:orders:old_jdbc_sink:0"):
        wait = LockWait(application, "migration", "active", 42.0)
        others = database(commits=300, rows=30_000, lock_waits=(wait,))
        assert findings(WAITING, sink(rows=10_000, flushes=2, flush_ms=200, busy=0.2), database=others) == []


def test_two_subtasks_that_meet_at_a_row_for_a_moment_are_no_finding() -> None:
    """A transaction of 40 ms: the look came just then."""
    wait = LockWait("narrows:orders:jdbc_sink:0", "narrows:orders:jdbc_sink:1", "active", 0.04)
    meeting = database(commits=300, rows=30_000, lock_waits=(wait,))
    assert findings(Op("source", 0.2), sink(rows=5000, flushes=2, flush_ms=200, busy=0.2), database=meeting) == []


def test_a_lock_that_the_sink_waits_for_names_its_holder() -> None:
    """Whatever the verdict is."""
    held = database(commits=3, rows=6, waiting_for_locks=1, lock_waits=(LOCK,))
    (found,) = findings(WAITING, sink(rows=0.2, flushes=0.1, flush_ms=990), database=held)
    assert (found.severity, found.operator) == ("critical", "jdbc_sink")
    assert "migration holds (idle in transaction, 42 s)" in found.message


def test_a_long_job_name_is_cut_by_postgres_and_known_all_the_same() -> None:
    """Application names have 63 characters."""
    name = "orders_of_the_northern_warehouses_and_of_the_southern_ones"
    lock = LockWait(f"narrows:{name}:jdbc_sink:0"[:63], "migration", "active", 42.0)
    held = database(commits=3, rows=6, waiting_for_locks=1, lock_waits=(lock,))
    seen = context(observe(WAITING, sink(rows=0.2, flushes=0.1, flush_ms=990), database=held))
    job = replace(seen.job, last=replace(seen.job.last, name=name))
    (found,) = diagnose(replace(seen, job=job))
    assert "that migration holds" in found.message


def test_of_several_locks_the_sinks_own_is_named() -> None:
    """Not the older one that somebody else waits for."""
    other = LockWait("psql", "backup", "active", 900.0)
    held = database(commits=3, rows=6, waiting_for_locks=2, lock_waits=(other, LOCK))
    (found,) = findings(WAITING, sink(rows=0.2, flushes=0.1, flush_ms=990), database=held)
    assert "that migration holds" in found.message


def test_full_batches_that_take_the_time_are_round_trips_or_its_disk() -> None:
    """With what Postgres' sessions were seen at."""
    waits = (
        SessionWait("narrows:orders:jdbc_sink:0", "IO:WalSync", 1),
        SessionWait("narrows:payments:jdbc_sink:0", "Lock:tuple", 5),
        SessionWait("psql", "Client:ClientRead", 5),
        SessionWait("narrows:orders:jdbc_sink:0", "running", 3),
    )
    slow = database(commits=60, rows=300_000, waits=waits)
    (found,) = findings(WAITING, sink(rows=10_000, flushes=2, flush_ms=900), database=slow)
    assert found.severity == "warning"
    assert found.message.endswith("waits for its flushes 90% of the time; Postgres was seen at IO:WalSync")


def test_a_flush_that_is_mostly_under_way_is_told_from_a_slow_statement() -> None:
    """450 ms a flush, of which the statement takes 20: the rest is the way there and back, and the commit."""
    before, after = database(commits=60, rows=300_000)
    own = (StatementSample("INSERT INTO orders", 60, 1140.0, 300_000), StatementSample("BEGIN", 61, 61.0, 0))
    first = replace(before, statements=not_yet(*own))
    last = replace(after, statements=own)
    (found,) = findings(WAITING, sink(rows=10_000, flushes=2, flush_ms=900), database=(first, last))
    (way,) = [each for each in found.evidence if "way there and back" in each.what]
    assert (way.observed, way.unit) == (430.0, "ms")


def test_a_flush_that_is_mostly_its_statement_says_nothing_of_the_way() -> None:
    """400 of 450 ms."""
    before, after = database(commits=60, rows=300_000)
    last = replace(after, statements=(StatementSample("INSERT INTO orders", 60, 24_000.0, 300_000),))
    both = (replace(before, statements=not_yet(StatementSample("INSERT INTO orders", 0, 0.0, 0))), last)
    (found,) = findings(WAITING, sink(rows=10_000, flushes=2, flush_ms=900), database=both)
    assert not [each for each in found.evidence if "way there and back" in each.what]


def test_a_statement_that_is_not_the_sinks_tells_nothing_of_its_way() -> None:
    """20 calls where the sink flushed 60 times."""
    before, after = database(commits=60, rows=300_000)
    first = replace(before, statements=not_yet(StatementSample("DELETE FROM old", 0, 0.0, 0)))
    last = replace(after, statements=(StatementSample("DELETE FROM old", 20, 1200.0, 0),))
    (found,) = findings(WAITING, sink(rows=10_000, flushes=2, flush_ms=900), database=(first, last))
    assert not [each for each in found.evidence if "way there and back" in each.what]


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
