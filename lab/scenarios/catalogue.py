"""All scenarios, found by looking into cases/: a new one is a new file, there is no list to edit."""

from __future__ import annotations

import pkgutil
from difflib import get_close_matches
from importlib import import_module

from lab.errors import LabError
from lab.scenarios import cases
from lab.scenarios.scenario import Scenario


def all_scenarios() -> dict[str, Scenario]:
    """By name, in the order in which they run: those of one cluster together, as changing it takes a while."""
    found = {
        each.name: import_module(f"{cases.__name__}.{each.name}").SCENARIO
        for each in pkgutil.iter_modules(cases.__path__)
    }
    return dict(sorted(found.items(), key=lambda item: (_cluster(item[1]), item[0])))


def chosen_scenarios(names: tuple[str, ...], *, fast: bool = False) -> dict[str, Scenario]:
    """Those named, or all (`fast`: the fast ones). Raises LabError for a name that is none."""
    known = all_scenarios()
    for name in names:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else "`python -m lab.scenarios list` shows them"
            raise LabError(f"there is no scenario {name!r}; {hint}")
    return {name: each for name, each in known.items() if (name in names or not names) and (each.fast or not fast)}


def _cluster(scenario: Scenario) -> str:
    cluster = scenario.cluster
    return f"{cluster.task_managers}{sorted(cluster.flink.items())}" if cluster.flink else ""
