"""Brute force over a scenario's settings, and how near to its best one step of the advisor's plan comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from statistics import median

from lab.errors import LabError
from lab.scenarios.place import Place
from lab.scenarios.run import changes_of, observe
from lab.scenarios.scenario import Scenario
from lab.scenarios.throughput import measure_throughput

# The best of many is partly luck: it, and the advice, are measured so many times more, in turn.
RUN_OFFS = 2


@dataclass(frozen=True)
class Swept:
    """Settings and the throughput that they gave, records per second, each time they were measured."""

    changes: Mapping[str, int | float | str | bool]
    measured: tuple[float, ...]

    @property
    def throughput(self) -> float:
        """The median."""
        return median(self.measured)


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
    advised = Swept(changes_of(observe(scenario, place, {}, "before_sweep.json.gz"), scenario), ())
    points = [advised, *(Swept(changes, ()) for changes in grid(scenario.sweep))]
    for number in range(len(points)):
        points[number] = _measured_again(points[number], scenario, place)
        yield points[number]
    best = max(range(1, len(points)), key=lambda number: points[number].throughput)
    for number in (0, best) * RUN_OFFS:
        points[number] = _measured_again(points[number], scenario, place)
        yield points[number]
    yield Sweep(name, tuple(points[1:]), points[0])


def _measured_again(point: Swept, scenario: Scenario, place: Place) -> Swept:
    return replace(point, measured=(*point.measured, measure_throughput(scenario, place, point.changes)))
