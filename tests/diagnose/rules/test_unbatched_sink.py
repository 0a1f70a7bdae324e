"""Single-row commits: first where they are right."""

from __future__ import annotations

from advisor.diagnose.rules.unbatched_sink import diagnose
from advisor.diagnose.verdict import Finding
from tests.builders import Op, context, observe, sink


def findings(*operators: Op) -> list[Finding]:
    return list(diagnose(context(observe(*operators))))


def test_a_quiet_sink_may_write_single_rows() -> None:
    """Few rows a flush are right when few rows come."""
    assert findings(Op("source", 0.1), sink(rows=5, flushes=5, flush_ms=5, busy=0.01)) == []


def test_a_busy_sink_with_full_batches_is_batched() -> None:
    """Its limit is another one."""
    assert findings(Op("source", 0.02, 0.97), sink(rows=20_000, flushes=20, flush_ms=950)) == []


def test_an_operator_that_counts_no_flushes_is_no_sink() -> None:
    """However busy it is."""
    assert findings(Op("source", 0.02, 0.97), Op("map", 1.0)) == []


def test_a_sink_that_spends_its_time_on_single_rows_is_unbatched() -> None:
    """And critical where it limits the job."""
    (found,) = findings(Op("source", 0.02, 0.97), sink(rows=1000, flushes=1000, flush_ms=900))
    assert (found.severity, found.operator) == ("critical", "jdbc_sink")
    assert [each.observed for each in found.evidence] == [1.0, 0.9]


def test_one_that_limits_nobody_is_a_warning() -> None:
    """Busy half of the time with single rows."""
    (found,) = findings(Op("source", 0.1), sink(rows=600, flushes=600, flush_ms=550, busy=0.6))
    assert found.severity == "warning"
