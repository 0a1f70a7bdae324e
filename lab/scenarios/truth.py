"""How the right answer of a scenario is known without the advisor; measured, where there is something to measure."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import requests
from confluent_kafka import Consumer, TopicPartition

from lab.scenarios.loads import Backlog
from lab.scenarios.place import Place
from lab.scenarios.running import running
from lab.scenarios.scenario import Cluster, Load, Measured, Scenario, Settings
from lab.scenarios.throughput import MEASURED_SECONDS, REFRESH_SECONDS, Done, counting, handed_on

# So far apart that Flink's answers are new ones, and that they meet bursts of ten or twelve seconds at other moments.
_BETWEEN_LOOKS_SECONDS = 12.5
_LOOKS = 6


@dataclass(frozen=True)
class Without:
    """The same scenario without its planted cost: other `settings` of the job, another `load` or `cluster`, or with
    its surroundings left alone (`undisturbed`)."""

    settings: Settings = field(default_factory=dict)
    load: Load | None = None
    cluster: Cluster | None = None
    undisturbed: bool = False

    def of(self, scenario: Scenario) -> Scenario:
        """All but the settings, which go along with the submission."""
        changed: dict[str, Any] = {"disturbances": ()} if self.undisturbed else {}
        if self.load:
            changed |= {"load": self.load, "job": replace(cast(Any, scenario.job), load=self.load)}
        if self.cluster:
            changed["cluster"] = self.cluster
        return replace(scenario, **changed)


@dataclass(frozen=True)
class Faster:
    """Without the planted cost the same job does at least `ratio` times as much."""

    because: str
    ratio: float
    without: Without

    def measure(self, scenario: Scenario, place: Place) -> Measured:
        """Both jobs, one after the other."""
        planted = _throughput(scenario, place, {})
        without = _throughput(self.without.of(scenario), place, self.without.settings)
        return Measured(
            f"{planted:,.0f} rec/s, without it {without:,.0f} (at least {self.ratio:g} times as much)",
            without > self.ratio * planted,
        )


@dataclass(frozen=True)
class RunsOn:
    """Without the planted cost the same job is not restarted, with it it is."""

    because: str
    without: Without

    def measure(self, scenario: Scenario, place: Place) -> Measured:
        """Both jobs, one after the other."""
        planted = _restarts(scenario, place, {})
        without = _restarts(self.without.of(scenario), place, self.without.settings)
        return Measured(f"{planted} restarts, without it {without}", planted > 0 == without)


@dataclass(frozen=True)
class KeepsUp:
    """Again and again nothing waits in the topic but what came in the last second; `without`: so it is then, too."""

    because: str
    without: Without = field(default_factory=Without)

    def measure(self, scenario: Scenario, place: Place) -> Measured:
        """Looks until one finds nothing waiting; a job that falls behind has more waiting at each."""
        with running(self.without.of(scenario), place, self.without.settings) as job_id:
            for number in range(_LOOKS):
                if number:
                    time.sleep(_BETWEEN_LOOKS_SECONDS)
                waiting, per_second = _waiting(scenario, place, job_id)
                if keeps_up := waiting <= per_second:
                    break
        return Measured(f"{max(waiting, 0):,} records waited while {per_second:,.0f} came in a second", keeps_up)


@dataclass(frozen=True)
class ByDefinition:
    """What is planted is itself the answer."""

    because: str

    def measure(self, _scenario: Scenario, _place: Place) -> None:
        """There is nothing to measure."""


def _throughput(scenario: Scenario, place: Place, changes: Settings) -> float:
    """Records per second of the settled job; 0 when it goes back to where it began.

    A backlog that was read to its end, maybe before the window began, gives the rate since the job runs.
    """
    with counting(scenario, place) as done, running(scenario, place, changes) as job_id:
        first, started = done(job_id), time.monotonic()
        last = first
        while time.monotonic() < started + MEASURED_SECONDS and not _all_done(last, scenario.load):
            time.sleep(1)
            last = done(job_id)
        if _all_done(last, scenario.load):
            return last.records / _running_seconds(place, job_id)
        return max(last.records - first.records, 0) / (time.monotonic() - started)


def _running_seconds(place: Place, job_id: str) -> float:
    job = requests.get(f"{place.stack.rest_url}/jobs/{job_id}", timeout=30).json()
    return float(job["now"] - job["timestamps"]["RUNNING"]) / 1000


def _all_done(done: Done, load: Load) -> bool:
    return isinstance(load, Backlog) and done.records >= done.sources * load.orders


def _restarts(scenario: Scenario, place: Place, changes: Settings) -> int:
    """Of the settled job, in the scenario's window."""
    with running(scenario, place, changes) as job_id:
        time.sleep(scenario.window_seconds)
        url = f"{place.stack.rest_url}/jobs/{job_id}/metrics?get=numRestarts"
        requests.get(url, timeout=30)
        time.sleep(REFRESH_SECONDS)
        (metric,) = requests.get(url, timeout=30).json()
        return int(metric["value"])


def _waiting(scenario: Scenario, place: Place, job_id: str) -> tuple[int, float]:
    """Records that had arrived and were not handed on, and how many arrive in a second."""
    before = _arrived(scenario, place)
    handed = handed_on(place, job_id)
    return before * handed.sources - handed.records, (_arrived(scenario, place) - before) / REFRESH_SECONDS


def _arrived(scenario: Scenario, place: Place) -> int:
    """Records in the topic, of which none is ever deleted."""
    topic = scenario.load.topic(place)
    consumer = Consumer({"bootstrap.servers": place.stack.bootstrap_servers, "group.id": "truth", "log_level": 3})
    try:
        partitions: Mapping[int, Any] = consumer.list_topics(topic, timeout=10).topics[topic].partitions
        ends = [consumer.get_watermark_offsets(TopicPartition(topic, each), timeout=10)[1] for each in partitions]
        return sum(map(int, ends))
    finally:
        consumer.close()
