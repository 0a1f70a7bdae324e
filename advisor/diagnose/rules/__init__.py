"""One file a rule, found by looking: a module here with a function `diagnose` is a rule, named like the file.

A rule is named after the bad pattern, never after the cure. It returns a Finding for each place it sees the
pattern, and nothing when it cannot be sure: a false alarm costs more than a miss.

Its page (`advisor explain`) is made of what stands in its file: the module's docstring says what it looks for, the
docstring of `diagnose` when it is silent, `THRESHOLDS` names those of model/thresholds.py that it uses, `CURE` says
what to do. `NEEDS_VERDICT = False` lets it speak of a job that cannot be judged (yet).
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from inspect import getdoc

from advisor.diagnose.context import Context
from advisor.diagnose.verdict import Finding
from advisor.model.settings import Suppression

_ORDER = {"critical": 0, "warning": 1, "info": 2}


@dataclass(frozen=True)
class Rule:
    """A rule and its page. `pattern` is one line, `about` what else its docstring says."""

    name: str
    pattern: str
    about: str
    silent: str
    thresholds: tuple[str, ...]
    cure: str
    needs_verdict: bool
    diagnose: Callable[[Context], Iterable[Finding]]


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule by name."""
    return {each.name: _rule(each.name) for each in pkgutil.iter_modules(__path__)}


def _rule(name: str) -> Rule:
    module = import_module(f"{__name__}.{name}")
    pattern, _, about = (getdoc(module) or "").partition("\n")
    return Rule(
        name=name,
        pattern=pattern,
        about=about.strip(),
        silent=getdoc(module.diagnose) or "",
        thresholds=module.THRESHOLDS,
        cure=module.CURE,
        needs_verdict=getattr(module, "NEEDS_VERDICT", True),
        diagnose=module.diagnose,
    )


def diagnose_findings(context: Context) -> tuple[tuple[Finding, ...], tuple[tuple[Finding, Suppression], ...]]:
    """What all rules find, the most severe first, and what the profile suppresses with its reason.

    When the data do not even carry a verdict, only rules speak that go by what happened before the window.
    """
    judged = context.verdict.kind != "not_enough_data"
    rules = [rule for rule in all_rules().values() if judged or not rule.needs_verdict]
    found = [finding for rule in rules for finding in rule.diagnose(context)]
    found.sort(key=lambda finding: (_ORDER[finding.severity], finding.rule, finding.operator or ""))
    suppressed = [(finding, by) for finding in found if (by := _suppressed_by(finding, context))]
    silenced = {id(finding) for finding, _ in suppressed}
    return tuple(each for each in found if id(each) not in silenced), tuple(suppressed)


def _suppressed_by(finding: Finding, context: Context) -> Suppression | None:
    for each in context.settings.suppressions:
        if each.rule == finding.rule and each.operator in (None, finding.operator):
            return each
    return None
