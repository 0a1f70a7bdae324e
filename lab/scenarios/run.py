"""Runs one scenario on the real stack: submit, settle, capture, judge; apply the plan and measure again."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass, replace
from pathlib import Path

from advisor.report.report import Report
from lab import client
from lab.scenarios.outcome import Outcome, judge
from lab.scenarios.place import Place
from lab.scenarios.replay import replay
from lab.scenarios.running import running
from lab.scenarios.scenario import Scenario, Settings
from lab.stack import Stack

# A prediction is held against a rate over so long at least: records come in bundles, of which some seconds see few.
APPLIED_SECONDS = 24.0


@dataclass(frozen=True)
class Run:
    """What a run leaves behind: the judgement, the report, and the capture that it was made from."""

    outcome: Outcome
    report: Report | None = None
    capture: Path | None = None


def run_scenario(name: str, scenario: Scenario, stack: Stack, *, apply: bool = True) -> Run:
    """One scenario from start to end. A run that fails is an outcome, too: `broken` says why."""
    started = time.monotonic()
    place = Place.of(stack, name)
    try:
        report = observe(scenario, place, {}, "capture.json.gz")
        outcome = judge(name, scenario, report, time.monotonic() - started)
        if apply and scenario.applies:
            outcome = _applied(outcome, scenario, place, report)
        outcome = replace(outcome, seconds=round(time.monotonic() - started, 1))
        return Run(outcome, report, place.work / "capture.json.gz")
    except Exception as error:  # noqa: BLE001 -- a run of all scenarios goes on whatever one of them meets
        (place.work / "broken.log").write_text(traceback.format_exc())
        seconds = round(time.monotonic() - started, 1)
        return Run(Outcome(name, scenario.expected, None, 0.0, (), (), seconds, broken=str(error)[:300]))


def observe(scenario: Scenario, place: Place, changes: Settings, capture: str) -> Report:
    """Submit, settle, look, and end it again."""
    with running(scenario, place, changes) as job_id:
        _capture(scenario, place, job_id, place.work / capture)
    return replay(place.scenario, scenario, place.work / capture)


def changes_of(report: Report, scenario: Scenario) -> dict[str, int | float | str | bool]:
    """The settings that the plan changes and that a new submission can carry."""
    return {
        each.setting: each.proposed
        for each in report.plan.recommendations
        if each.changes and scenario.job.can_set(each.setting)
    }


def _applied(outcome: Outcome, scenario: Scenario, place: Place, report: Report) -> Outcome:
    changes = changes_of(report, scenario)
    if not changes:
        return outcome
    longer = replace(scenario, window_seconds=max(scenario.window_seconds, APPLIED_SECONDS))
    after = observe(longer, place, changes, "applied.json.gz")
    predicted, measured = report.plan.predicted_throughput, after.plan.observed_throughput
    return replace(outcome, predicted=predicted, measured=measured)


def _capture(scenario: Scenario, place: Place, job_id: str, out: Path) -> None:
    arguments = ["capture", "--flink", place.stack.rest_url, "--job", job_id, "--out", str(out)]
    arguments += ["--window", str(scenario.window_seconds), "--samples", str(scenario.samples)]
    arguments += ["--postgres", place.stack.postgres.dsn_without_password]
    arguments += ["--kafka", place.stack.bootstrap_servers, "--host"]
    client.run([str(client.ADVISOR), *arguments], place.environment())
