"""The rules: first when they must be silent."""

from __future__ import annotations

from pathlib import Path

from advisor.diagnose import rules
from advisor.diagnose.rules import all_rules, diagnose_findings
from advisor.diagnose.verdict import Finding
from tests.builders import Op, context, observe, sink


def findings(*operators: Op, **job: object) -> tuple[Finding, ...]:
    return diagnose_findings(context(observe(*operators, **job)))[0]  # type: ignore[arg-type]


def test_an_idle_job_has_no_finding() -> None:
    """Nothing to change."""
    assert findings(Op("source", records_out=0), sink(rows=0, flushes=0, flush_ms=0, busy=0.0)) == ()


def test_a_quiet_sink_may_write_single_rows() -> None:
    """Few rows a flush are right when few rows come."""
    assert findings(Op("source", 0.1), sink(rows=5, flushes=5, flush_ms=5, busy=0.01)) == ()


def test_a_busy_sink_with_full_batches_is_batched() -> None:
    """Its limit is another one."""
    assert findings(Op("source", 0.02, 0.97), sink(rows=20_000, flushes=20, flush_ms=950)) == ()


def test_a_shrinking_backlog_is_no_growing_lag() -> None:
    """However large it is."""
    assert findings(Op("source", 0.2, pending=(900_000, 800_000)), Op("sink", 0.3)) == ()


def test_a_lag_that_jitters_is_no_growing_lag() -> None:
    """Less than one window's worth waits."""
    assert findings(Op("source", 0.2, pending=(100, 2_000)), Op("sink", 0.3)) == ()


def test_a_window_that_says_nothing_gives_no_finding() -> None:
    """No verdict, no advice."""
    assert findings(Op("source", 0.02, 0.97), sink(rows=9, flushes=9, flush_ms=900), running_ms=1000.0) == ()


def test_a_sink_that_spends_its_time_on_single_rows_is_unbatched() -> None:
    """And critical where it limits the job."""
    (found,) = findings(Op("source", 0.02, 0.97), sink(rows=1000, flushes=1000, flush_ms=900))
    assert (found.rule, found.severity, found.operator) == ("unbatched_sink", "critical", "jdbc_sink")


def test_a_lag_that_grows_is_found() -> None:
    """By more than a window's worth."""
    (found,) = findings(Op("source", 0.2, pending=(40_000, 90_000)), Op("sink", 0.3))
    assert (found.rule, found.evidence[0].observed) == ("growing_lag", 50_000.0)


def test_a_job_that_stands_still_is_found() -> None:
    """Whatever else is silent."""
    found = findings(Op("source", 0.02, 0.97), Op("sink", 1.0), restarts=(5, 8))
    assert ("no_progress", "critical") in [(each.rule, each.severity) for each in found]


def test_every_file_is_a_rule_and_has_its_words() -> None:
    """A new rule is a new file: no list to edit."""
    files = {path.stem for path in Path(rules.__path__[0]).glob("*.py")} - {"__init__"}
    assert set(all_rules()) == files
    assert all(rule.__doc__ for rule in all_rules().values())
