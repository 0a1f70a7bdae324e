"""Every scenario as it was recorded: the verdict is the right one, and the report is the known one, to the letter.

Record anew: `make scenarios RECORD=tests/recorded/scenarios`. Was a change meant? python -m
tests.report.test_scenario_reports, and read the difference.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from advisor.report.json import from_json, to_json
from advisor.report.report import Report
from advisor.report.text import render_text
from lab.scenarios.catalogue import all_scenarios
from lab.scenarios.jobs.template import Template
from lab.scenarios.outcome import judge
from lab.scenarios.replay import replay

ROOT = Path(__file__).parents[2]
RECORDED = ROOT / "tests" / "recorded" / "scenarios"
GOLDEN = ROOT / "tests" / "golden" / "scenarios"
SCENARIOS = all_scenarios()


@cache
def report(name: str) -> Report:
    """The report on the recording; a release must not change the golden files."""
    return replace(replay(name, SCENARIOS[name], RECORDED / f"{name}.json.gz"), tool_version="golden")


def text(name: str) -> str:
    profile = "flink-conf/profiles/orders.yaml" if isinstance(SCENARIOS[name].job, Template) else None
    return render_text(report(name), profile).plain


def test_every_scenario_is_recorded_and_nothing_else_is() -> None:
    """A scenario without its capture would go unnoticed here."""
    assert {path.name.removesuffix(".json.gz") for path in RECORDED.glob("*")} == set(SCENARIOS)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_recorded_scenario_gets_the_right_verdict_and_no_false_finding(name: str) -> None:
    """What was written down before the job ran."""
    found = judge(name, SCENARIOS[name], report(name), 0.0)
    assert found.got == found.expected
    assert (found.missing_findings, found.false_findings) == ((), ())


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_recorded_scenario_gives_the_known_report(name: str) -> None:
    """Text and JSON; and JSON read back is the same report."""
    assert text(name) == (GOLDEN / f"{name}.txt").read_text()
    assert to_json(report(name)) + "\n" == (GOLDEN / f"{name}.json").read_text()
    assert from_json(to_json(report(name)), name) == report(name)


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for each in SCENARIOS:
        (GOLDEN / f"{each}.txt").write_text(text(each))
        (GOLDEN / f"{each}.json").write_text(to_json(report(each)) + "\n")
