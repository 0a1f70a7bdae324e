"""Brute force over a scenario's settings, and how near to its best one step of the advisor's plan comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from lab.errors import LabError
from lab.scenarios.place import Place
from lab.scenarios.run import changes_of, observe
from lab.scenarios.scenario import Scenario, Settings
from lab.scenarios.throughput import measure_throughput


@dataclass(frozen=True)
class Swept:
    """Settings and the throughput that they gave, records per second."""

    changes: Mapping[str, int | float | str | bool]
    throughput: float


@dataclass(frozen=True)
class Sweep:
    """All that was tried by brute force, and what one step of the plan reached, measured in the same way."""

    scenario: str
    tried: tuple[Swept, ...]
    advised: Swept

    @property
    def best(self) -> Swept:
        return max(self.tried, key=lambda each: each.throughput)

    @property
    def reached_ratio(self) -> float:
        """Of the best throughput, by the advice alone."""
        return self.advised.throughput / self.best.throughput


def grid(values: Mapping[str, tuple[int, ...]]) -> Iterator[dict[str, int]]:
    """Every combination of the values."""
    for each in product(*values.values()):
        yield dict(zip(values, each, strict=True))


def sweep(name: str, scenario: Scenario, place: Place) -> Iterator[Swept | Sweep]:
    """Each point as it is measured, and the whole at the end. Raises LabError when there is nothing to sweep."""
    if not scenario.sweep:
        raise LabError(f"scenario {name!r} names no values to sweep over")
    advice: Settings = changes_of(observe(scenario, place, {}, "before_sweep.json.gz"), scenario)
    advised = Swept(advice, measure_throughput(scenario, place, advice))
    yield advised
    tried = []
    for changes in grid(scenario.sweep):
        tried.append(Swept(changes, measure_throughput(scenario, place, changes)))
        yield tried[-1]
    yield Sweep(name, tuple(tried), advised)
