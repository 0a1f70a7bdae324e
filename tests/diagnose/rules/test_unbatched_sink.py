"""Single-row commits: first where they are right."""

from __future__ import annotations

from advisor.diagnose.rules.unbatched_sink import diagnose
from advisor.diagnose.verdict import Finding
from advisor.model.database import LockWait
from tests.builders import Op, context, database, observe, sink


def findings(*operators: Op, **job: object) -> list[Finding]:
    return list(diagnose(context(observe(*operators, **job))))  # type: ignore[arg-type]


def test_a_quiet_sink_may_write_single_rows() -> None:
    """Few rows a flush are right when few rows come."""
    assert findings(Op("source", 0.1), sink(rows=5, flushes=5, flush_ms=5, busy=0.01)) == []


def test_a_busy_sink_with_full_batches_is_batched() -> None:
    """Its limit is another one."""
    assert findings(Op("source", 0.02, 0.97), sink(rows=20_000, flushes=20, flush_ms=950)) == []


def test_an_operator_that_counts_no_flushes_is_no_sink() -> None:
    """However busy it is."""
    assert findings(Op("source", 0.02, 0.97), Op("map", 1.0)) == []


def test_rows_that_are_few_because_a_lock_holds_them_up_are_no_small_batches() -> None:
    """Ten seconds a flush: batching would change nothing (sink_waits_on_database)."""
    lock = LockWait("narrows:orders:jdbc_sink:0", "migration", "idle in transaction", 42.0)
    held = database(commits=3, rows=6, waiting_for_locks=1, lock_waits=(lock,))
    assert findings(Op("source", 0.02, 0.97), sink(rows=0.2, flushes=0.1, flush_ms=990), database=held) == []


def test_a_sink_that_spends_its_time_on_single_rows_is_unbatched() -> None:
    """And critical where it limits the job."""
    (found,) = findings(Op("source", 0.02, 0.97), sink(rows=1000, flushes=1000, flush_ms=900))
    assert (found.severity, found.operator) == ("critical", "jdbc_sink")
    assert [each.observed for each in found.evidence] == [1.0, 0.9]


def test_one_that_limits_nobody_is_a_warning() -> None:
    """Busy half of the time with single rows."""
    (found,) = findings(Op("source", 0.1), sink(rows=600, flushes=600, flush_ms=550, busy=0.6))
    assert found.severity == "warning"
