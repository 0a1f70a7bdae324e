"""One file a rule, found by looking: a module here with a function `diagnose` is a rule, named like the file.

A rule is named after the bad pattern, never after the cure. It returns a Finding for each place it sees the
pattern, and nothing when it cannot be sure: a false alarm costs more than a miss.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable
from importlib import import_module

from advisor.diagnose.verdict import Finding, Verdict
from advisor.measure.job import JobMeasure

Rule = Callable[[JobMeasure, Verdict], Iterable[Finding]]
_ORDER = {"critical": 0, "warning": 1, "info": 2}


def all_rules() -> dict[str, Rule]:
    """Every rule by name."""
    return {
        module.name: import_module(f"{__name__}.{module.name}").diagnose for module in pkgutil.iter_modules(__path__)
    }


def diagnose_findings(job: JobMeasure, verdict: Verdict) -> tuple[Finding, ...]:
    """What all rules find, the most severe first. Nothing when the data do not even carry a verdict."""
    if verdict.kind == "not_enough_data":
        return ()
    findings = [finding for rule in all_rules().values() for finding in rule(job, verdict)]
    return tuple(sorted(findings, key=lambda finding: (_ORDER[finding.severity], finding.rule)))
