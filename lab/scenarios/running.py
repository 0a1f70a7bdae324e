"""A scenario's job as it runs: on the cluster that it wants, under its load, disturbed, and settled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import requests

from lab.scenarios.place import Place
from lab.scenarios.scenario import Cluster, Disturbance, Scenario, Settings
from lab.stack import Stack
from lab.stack.state import home_of, load

# Room for every job of the scenarios, whatever its plan asks for.
SLOTS = 12
BASE_FLINK = {"taskmanager.numberOfTaskSlots": SLOTS}
_RUNNING_SECONDS = 30.0


def start_stack(name: str) -> tuple[Stack, bool]:
    """The stack that scenarios run on, and whether it was up before; each sets Flink up as it needs it."""
    state = load(home_of(name))
    if state is not None and any(map(state.runs, state.started)):
        return Stack.attach(name), True
    return Stack.up(name, flink_config=BASE_FLINK), False


@contextmanager
def running(scenario: Scenario, place: Place, changes: Settings) -> Iterator[str]:
    """The id of the settled job, submitted with these changes to its settings; it is ended with the block."""
    _prepare_cluster(place.stack, scenario.cluster)
    scenario.load.prepare(place)
    with ExitStack() as undo:
        _start_disturbances(scenario, place, "submit", undo)
        job_id = scenario.job.submit(place, changes)
        # Undone in reverse: a sink that waits for a lock cannot be cancelled before the lock is gone.
        undo.callback(place.cancel, job_id)
        _start_disturbances(scenario, place, "start", undo)
        undo.callback(scenario.load.start(place))
        _settle(place.stack, job_id, scenario.settle_seconds)
        _start_disturbances(scenario, place, "window", undo)
        _start_disturbances(scenario, place, "middle", undo)
        yield job_id


def _prepare_cluster(stack: Stack, cluster: Cluster) -> None:
    """Flink as the scenario wants it, with all parts alive."""
    wanted = {**BASE_FLINK, **cluster.flink}
    if (dict(stack.flink_config), stack.task_managers) != (wanted, cluster.task_managers):
        stack.reconfigure_flink(wanted, cluster.task_managers)
    for part, healthy in stack.status()["parts"].items():
        if not healthy:
            stack.kill_part(part)  # one that ran out of memory may still be there, and of no use
            stack.start_part(part)


def _start_disturbances(scenario: Scenario, place: Place, when: str, undo: ExitStack) -> None:
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


def _settle(stack: Stack, job_id: str, seconds: float) -> None:
    """Until all tasks run, or the job has failed once, and then so long."""
    deadline = time.monotonic() + _RUNNING_SECONDS
    while time.monotonic() < deadline:
        job = requests.get(f"{stack.rest_url}/jobs/{job_id}", timeout=30).json()
        if all(each["status"] == "RUNNING" for each in job["vertices"]):
            break
        if job["state"] in ("RESTARTING", "FAILED"):
            break
        time.sleep(0.2)
    time.sleep(seconds)
