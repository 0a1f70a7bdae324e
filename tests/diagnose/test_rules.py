"""All rules together: when everyone is silent, what is suppressed, and that each has its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.diagnose import rules
from advisor.diagnose.rules import all_rules, diagnose_findings
from advisor.diagnose.rules_page import rule_page, rules_reference
from advisor.diagnose.verdict import Finding
from advisor.model.settings import JobSettings, Suppression
from advisor.model.thresholds import threshold_names
from tests.builders import Op, checkpoint, checkpoints, context, machine, observe, sink

ROOT = Path(__file__).parents[2]
SLOW = (Op("source", 0.02, 0.97), sink(rows=1000, flushes=1000, flush_ms=900))


def findings(*operators: Op, **job: object) -> tuple[Finding, ...]:
    return diagnose_findings(context(observe(*operators, **job)))[0]  # type: ignore[arg-type]


def test_an_idle_job_has_no_finding() -> None:
    """Nothing to change."""
    assert findings(Op("source", records_out=0), sink(rows=0, flushes=0, flush_ms=0, busy=0.0)) == ()


def test_a_healthy_job_with_all_its_figures_has_no_finding() -> None:
    """60 % busy, checkpoints of half a second, a heap that is cleared."""
    history = tuple(checkpoint(number) for number in (13, 12, 11, 10))
    found = findings(
        Op("source", 0.3, pending=(100, 120), partitions={"t-0": 500, "t-1": 500}, subtasks=2),
        Op("enrichment", 0.6, subtasks=2),
        sink(rows=1000, flushes=5, flush_ms=300, busy=0.35),
        machines=machine(gc_ratio=0.01, heap_used=0.5),
        checkpoints=checkpoints(*history),
    )
    assert found == ()


def test_a_window_that_says_nothing_gives_no_finding() -> None:
    """No verdict, no advice."""
    assert findings(*SLOW, running_ms=1000.0) == ()


def test_the_most_severe_comes_first() -> None:
    """Whatever the alphabet says."""
    found = findings(Op("source", 0.02, 0.97), Op("sink", 1.0), restarts=(5, 8))
    assert [each.severity for each in found] == sorted(
        (each.severity for each in found), key="critical warning info".index
    )
    assert found[0].severity == "critical"


@pytest.mark.parametrize(("operator", "silent"), [(None, True), ("jdbc_sink", True), ("enrichment", False)])
def test_a_suppressed_rule_is_kept_apart_with_its_reason(operator: str | None, silent: bool) -> None:
    """Everywhere, or of one operator only."""
    by = Suppression("unbatched_sink", operator, "one row at a time on purpose")
    found, suppressed = diagnose_findings(context(observe(*SLOW), JobSettings(suppressions=(by,))))
    assert ("unbatched_sink" not in [each.rule for each in found]) == silent
    assert [(each.rule, why.reason) for each, why in suppressed] == [("unbatched_sink", by.reason)] * silent


def test_every_file_is_a_rule_and_has_its_words() -> None:
    """A new rule is a new file: no list to edit."""
    files = {path.stem for path in Path(rules.__path__[0]).glob("*.py")} - {"__init__"}
    assert set(all_rules()) == files
    for rule in all_rules().values():
        assert rule.pattern.endswith(".")
        assert rule.silent.startswith("Silent")
        assert rule.cure
        assert set(rule.thresholds) <= set(threshold_names())
        assert rule_page(rule).startswith(rule.name)


@pytest.mark.parametrize("rule", all_rules())
def test_a_page_names_every_threshold_that_its_file_uses(rule: str) -> None:
    """Those that helpers use come on top."""
    text = (Path(rules.__path__[0]) / f"{rule}.py").read_text()
    used = {name for name in threshold_names() if f"thresholds.{name}" in text}
    assert used <= set(all_rules()[rule].thresholds)


def test_every_rule_has_a_test_file_of_its_own() -> None:
    """Silent cases first."""
    tested = {path.stem.removeprefix("test_") for path in (Path(__file__).parent / "rules").glob("test_*.py")}
    assert set(all_rules()) <= tested


def test_the_published_reference_is_the_codes() -> None:
    """After a change: python -m advisor.diagnose.rules_page > docs/rules.md"""
    assert (ROOT / "docs" / "rules.md").read_text() == rules_reference()
