"""One file a rule, found by looking: a module in a folder here with a function `check` is a rule, named like the file.

A folder holds the rules that look at one subject, which it names (`SUBJECT`). A rule is named after the bad pattern,
never after the cure. It yields a Fault for each place that it sees the pattern at, and none when it cannot be sure: a
false alarm costs more than a miss.

Its page (docs/lint.md) is made of what stands in its file: the module's docstring says what it looks for, the
docstring of `check` when it is silent, `SEVERITY` how grave it is, `SOURCE` who says so, `THRESHOLDS` which numbers it
goes by, `NEEDS` which field of the context it is silent without.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from inspect import getdoc
from typing import Any

from advisor.lint.context import Context
from advisor.lint.finding import Fault, Finding, Severity
from advisor.lint.subjects import Subject
from advisor.model.thresholds import Threshold


@dataclass(frozen=True)
class Rule:
    """A rule and its page. `pattern` is one line, `about` what else its docstring says; `group` is its folder."""

    name: str
    group: str
    subject: type[Subject]
    pattern: str
    about: str
    silent: str
    severity: Severity
    source: str
    thresholds: tuple[Threshold, ...]
    check: Callable[[Any, Context], Iterable[Fault]]
    needs: str | None = None


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule by name, the folders in order."""
    return {rule.name: rule for folder in pkgutil.iter_modules(__path__) for rule in _rules_of(folder.name)}


def check_subject(subject: Subject, context: Context) -> Iterator[Finding]:
    """What all rules of this kind of subject find."""
    for rule in all_rules().values():
        if isinstance(subject, rule.subject):
            for fault in rule.check(subject, context):
                yield _finding(rule, fault)


def _rules_of(group: str) -> Iterator[Rule]:
    folder = import_module(f"{__name__}.{group}")
    for each in pkgutil.iter_modules(folder.__path__):
        yield _rule(group, folder.SUBJECT, each.name)


def _rule(group: str, subject: type[Subject], name: str) -> Rule:
    module = import_module(f"{__name__}.{group}.{name}")
    pattern, _, about = (getdoc(module) or "").partition("\n")
    return Rule(
        name=name,
        group=group,
        subject=subject,
        pattern=pattern,
        about=about.strip(),
        silent=getdoc(module.check) or "",
        severity=module.SEVERITY,
        source=module.SOURCE,
        thresholds=getattr(module, "THRESHOLDS", ()),
        check=module.check,
        needs=getattr(module, "NEEDS", None),
    )


def _finding(rule: Rule, fault: Fault) -> Finding:
    place, severity = fault.place, fault.severity or rule.severity
    return Finding(rule.name, severity, place.file, place.line, fault.key, fault.message, fault.instead, rule.source)
