"""Reports of recorded reality. Was a change meant? python -m tests.report.test_golden, and read the difference."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.advise import advise, settings_of
from advisor.profile.profile import load_profile
from advisor.report.json import from_json, to_json
from advisor.report.report import Report
from advisor.report.text import render_text
from tests.recorded.recording import observe

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
# Each recorded job with the profile that it ran with, where it is one of the project's.
CASES = {
    "async_lookup": None,
    "batched": "base.yaml",
    "behind": "slow.yaml",
    "branches": None,
    "chained": None,
    "database_down": "slow.yaml",
    "flink_1_20_counts": None,
    "flink_1_20_hashes": None,
    "hot_key": None,
    "hot_partition": None,
    "idle": "slow.yaml",
    "slow": "slow.yaml",
}


def report(case: str) -> Report:
    """The report on a recording."""
    environment = {**os.environ, "NARROWS_PASSWORD_FILE": "password"}
    name = CASES[case]
    profile = load_profile(ROOT / "flink-conf" / "profiles" / name, environment) if name else None
    # A release must not change the golden files.
    return replace(advise(observe(case), settings_of(profile)), tool_version="golden")


def text(case: str) -> str:
    profile = "flink-conf/profiles/orders.yaml" if CASES[case] else None
    return render_text(report(case), profile).plain


@pytest.mark.parametrize("case", CASES)
def test_a_recorded_job_gives_the_known_report(case: str) -> None:
    """Text and JSON, to the letter."""
    assert text(case) == (GOLDEN / f"{case}.txt").read_text()
    assert to_json(report(case)) + "\n" == (GOLDEN / f"{case}.json").read_text()


@pytest.mark.parametrize("case", CASES)
def test_a_report_read_back_is_the_same_report(case: str) -> None:
    """JSON loses nothing."""
    assert from_json(to_json(report(case)), case) == report(case)


def test_an_idle_job_has_no_finding_and_nothing_to_change() -> None:
    """It had worked off a million orders before."""
    found = report("idle")
    assert (found.verdict.kind, found.findings, found.plan.recommendations) == ("input_bound", (), ())
    assert found.exit_code("info") == 0


def test_the_slow_profile_is_bound_by_its_sink() -> None:
    """One row a commit."""
    found = report("slow")
    assert (found.verdict.kind, found.verdict.operator, found.verdict.cause) == (
        "operator_bound",
        "jdbc_sink",
        "small_batches",
    )
    assert found.exit_code("critical") == 1


def test_a_database_that_is_down_stands_still() -> None:
    """The sink waits in a flush that does not end."""
    found = report("database_down")
    assert (found.verdict.kind, found.verdict.operator, found.verdict.cause) == (
        "stalled",
        "jdbc_sink",
        "external_wait",
    )


if __name__ == "__main__":
    for each in CASES:
        (GOLDEN / f"{each}.txt").write_text(text(each))
        (GOLDEN / f"{each}.json").write_text(to_json(report(each)) + "\n")
