"""Runs one scenario on the real stack: submit, settle, capture, judge; apply the plan and measure again."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import requests

from advisor.report.report import Report
from lab import client
from lab.scenarios.outcome import Outcome, judge
from lab.scenarios.place import Place
from lab.scenarios.replay import replay
from lab.scenarios.scenario import Cluster, Disturbance, Scenario, Settings
from lab.stack import Stack
from lab.stack.state import home_of, load

# Room for every job of the scenarios, whatever its plan asks for.
SLOTS = 12
RUNNING_SECONDS = 30.0
BASE_FLINK = {"taskmanager.numberOfTaskSlots": SLOTS}


@dataclass(frozen=True)
class Run:
    """What a run leaves behind: the judgement, the report, and the capture that it was made from."""

    outcome: Outcome
    report: Report | None = None
    capture: Path | None = None


def start_stack(name: str) -> tuple[Stack, bool]:
    """The stack that scenarios run on, and whether it was up before; each sets Flink up as it needs it."""
    state = load(home_of(name))
    if state is not None and any(map(state.runs, state.started)):
        return Stack.attach(name), True
    return Stack.up(name, flink_config=BASE_FLINK), False


def run_scenario(name: str, scenario: Scenario, stack: Stack, *, apply: bool = True) -> Run:
    """One scenario from start to end. A run that fails is an outcome, too: `broken` says why."""
    started = time.monotonic()
    place = Place.of(stack, name)
    try:
        prepare_cluster(stack, scenario.cluster)
        scenario.load.prepare(place)
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


def prepare_cluster(stack: Stack, cluster: Cluster) -> None:
    """Flink as the scenario wants it, with all parts alive."""
    wanted = {**BASE_FLINK, **cluster.flink}
    if (dict(stack.flink_config), stack.task_managers) != (wanted, cluster.task_managers):
        stack.reconfigure_flink(wanted, cluster.task_managers)
    for part, healthy in stack.status()["parts"].items():
        if not healthy:
            stack.start_part(part)


def observe(scenario: Scenario, place: Place, changes: Settings, capture: str) -> Report:
    """Submit, settle, look, and end it again."""
    with ExitStack() as undo:
        start_disturbances(scenario, place, "submit", undo)
        job_id = scenario.job.submit(place, changes)
        # Undone in reverse: a sink that waits for a lock cannot be cancelled before the lock is gone.
        undo.callback(place.cancel, job_id)
        start_disturbances(scenario, place, "start", undo)
        undo.callback(scenario.load.start(place))
        settle(place.stack, job_id, scenario.settle_seconds)
        start_disturbances(scenario, place, "window", undo)
        start_disturbances(scenario, place, "middle", undo)
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
    after = observe(scenario, place, changes, "applied.json.gz")
    predicted, measured = report.plan.predicted_throughput, after.plan.observed_throughput
    return replace(outcome, predicted=predicted, measured=measured)


def start_disturbances(scenario: Scenario, place: Place, when: str, undo: ExitStack) -> None:
    """Those of this moment; `undo` ends them. What comes in the middle of the window comes by itself, later."""
    for each in scenario.disturbances:
        if each.when == when:
            undo.callback(_later(scenario.window_seconds / 2, each, place) if when == "middle" else each.start(place))


def _later(seconds: float, disturbance: Disturbance, place: Place) -> Callable[[], None]:
    """Start it in the middle of the window; undoing waits until it was started."""
    undo: list[Callable[[], None]] = []
    timer = threading.Timer(seconds, lambda: undo.append(disturbance.start(place)))
    timer.start()

    def end() -> None:
        timer.join()
        for each in undo:
            each()

    return end


def settle(stack: Stack, job_id: str, seconds: float) -> None:
    """Until all tasks run, or the job has failed once, and then so long."""
    deadline = time.monotonic() + RUNNING_SECONDS
    while time.monotonic() < deadline:
        job = requests.get(f"{stack.rest_url}/jobs/{job_id}", timeout=30).json()
        if all(each["status"] == "RUNNING" for each in job["vertices"]):
            break
        if job["state"] in ("RESTARTING", "FAILED"):
            break
        time.sleep(0.2)
    time.sleep(seconds)


def _capture(scenario: Scenario, place: Place, job_id: str, out: Path) -> None:
    arguments = ["capture", "--flink", place.stack.rest_url, "--job", job_id, "--out", str(out)]
    arguments += ["--window", str(scenario.window_seconds), "--samples", str(scenario.samples)]
    arguments += ["--postgres", place.stack.postgres.dsn_without_password]
    arguments += ["--kafka", place.stack.bootstrap_servers, "--host"]
    client.run([str(client.ADVISOR), *arguments], place.environment())
