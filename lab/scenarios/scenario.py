"""What a scenario consists of: the situation, and what is true of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from lab.scenarios.place import Place

# What follows when records wait in full buffers, whatever they wait for.
UNDER_BACKPRESSURE = ("checkpoints_stretched_by_backpressure", "slow_checkpoints")
# ... and when minutes of work wait in the topic of a job whose profile allows two seconds.
WITH_A_BACKLOG = (*UNDER_BACKPRESSURE, "buffer_over_latency_budget")
Settings = Mapping[str, "int | float | str | bool"]


class Job(Protocol):
    """Something that can be submitted: the template, a graph of planted stages, or SQL."""

    def submit(self, place: Place, changes: Settings) -> str:
        """Submit with `changes` to the settings as it names them ("enrichment.parallelism"); returns the job's id."""

    def can_set(self, setting: str) -> bool:
        """Whether a change of this setting, named as in a report's plan, can be submitted."""


class Load(Protocol):
    """What arrives in the topic."""

    def topic(self, place: Place) -> str:
        """Where it arrives."""

    def prepare(self, place: Place) -> None:
        """Before the job is submitted: topics, and a backlog."""

    def start(self, place: Place) -> Callable[[], None]:
        """From the submission on; returns what ends it."""


class Disturbance(Protocol):
    """Something that is done to the job's surroundings: before it is submitted, right after, before the first look,
    or between the first and the last."""

    @property
    def when(self) -> Literal["submit", "start", "window", "middle"]: ...

    def start(self, place: Place) -> Callable[[], None]:
        """Do it, and return what undoes it."""


@dataclass(frozen=True)
class Cluster:
    """Flink as the scenario needs it: keys that differ from the lab's own, and how many TaskManagers."""

    flink: Settings = field(default_factory=dict)
    task_managers: int = 1


@dataclass(frozen=True)
class Expected:
    """The one right verdict. A `cause` of None: there is none, or it cannot be known."""

    kind: str
    operator: str | None = None
    cause: str | None = None


@dataclass(frozen=True)
class Measured:
    """What measuring showed, in words, and whether that is what was said."""

    words: str
    holds: bool


class Truth(Protocol):
    """How the right answer is known without the advisor: `python -m lab.scenarios truth NAME`."""

    @property
    def because(self) -> str:
        """In a sentence."""

    def measure(self, scenario: Scenario, place: Place) -> Measured | None:
        """On the real stack, by the lab's own counters; None when there is nothing to measure."""


@dataclass(frozen=True)
class Scenario:
    """`must_fire` are rules; any other one that warns, and is not in `may_fire`, is a false finding.

    `applies`: the plan is applied on the spot and its prediction held against what is measured then; `sweep` are the
    values of its settings among which brute force looks for the best. `fast` ones run in `make test`. Seconds:
    `settle_seconds` from the job's start to the question (the first look is some seconds later), `window_seconds` from
    the first look to the last.
    """

    planted: str
    job: Job
    load: Load
    expected: Expected
    truth: Truth
    must_fire: tuple[str, ...] = ()
    may_fire: tuple[str, ...] = ()
    disturbances: tuple[Disturbance, ...] = ()
    cluster: Cluster = field(default_factory=Cluster)
    settle_seconds: float = 8.0
    window_seconds: float = 12.0
    samples: int = 2
    applies: bool = False
    sweep: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    fast: bool = False
