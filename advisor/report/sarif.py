"""The report as SARIF 2.1.0: findings where code scanners are read, in a pull request or an editor."""

from __future__ import annotations

import json
from typing import Any

from advisor.diagnose.verdict import Finding, Severity
from advisor.report import words
from advisor.report.report import Report, Suppressed

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Severity, str] = {"critical": "error", "warning": "warning", "info": "note"}


def render_sarif(report: Report, profile: str | None = None, _saved: str | None = None) -> str:
    """The verdict and every finding as results; `profile` is the file that they are about."""
    results = [
        _verdict(report, profile),
        *(_finding(each, report, profile) for each in report.findings),
        *(_suppressed(each, profile) for each in report.suppressed),
    ]
    rules = {each["ruleId"]: each.pop("help") for each in results}
    for each in results:
        each["ruleIndex"] = list(rules).index(each["ruleId"])
    driver = {
        "name": "narrows advisor",
        "semanticVersion": report.tool_version,
        "rules": [{"id": name, **({"help": {"text": text}} if text else {})} for name, text in rules.items()],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"narrows/{words.clean(report.job.name)}"},
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _verdict(report: Report, profile: str | None) -> dict[str, Any]:
    verdict = report.verdict
    well = words.is_well(report)
    return {
        "ruleId": f"verdict/{verdict.kind}",
        "help": "",
        # SARIF: a result that is no failure has the level none.
        "kind": "pass" if well else "fail" if verdict.kind != "not_enough_data" else "open",
        "level": "warning" if not well and verdict.kind != "not_enough_data" else "none",
        "message": {"text": words.headline(report)},
        "locations": [_location(verdict.operator, profile)],
        "properties": {"confidence": verdict.confidence, "cause": verdict.cause, "because": words.why(report)},
    }


def _finding(finding: Finding, report: Report, profile: str | None) -> dict[str, Any]:
    return {
        "ruleId": finding.rule,
        "help": words.clean(finding.help),
        "kind": "fail",
        "level": _LEVELS[finding.severity],
        "message": {"text": words.clean(finding.message)},
        "locations": [_location(finding.operator, profile)],
        "partialFingerprints": {
            "job/rule/operator": f"{report.job.name[:200]}/{finding.rule}/{finding.operator or ''}"
        },
        "properties": {"confidence": finding.confidence, "because": [each.what for each in finding.evidence]},
    }


def _suppressed(each: Suppressed, profile: str | None) -> dict[str, Any]:
    return {
        "ruleId": each.rule,
        "help": "",
        "kind": "fail",
        "level": "note",
        "message": {"text": f"{each.rule} is silenced by the profile"},
        "locations": [_location(each.operator, profile)],
        "suppressions": [{"kind": "external", "justification": words.clean(each.reason)}],
    }


def _location(operator: str | None, profile: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if operator:
        found["logicalLocations"] = [{"fullyQualifiedName": words.clean(operator), "kind": "function"}]
    if profile:
        place = {"artifactLocation": {"uri": profile.replace("\\", "/")}, "region": {"startLine": 1}}
        found["physicalLocation"] = place
    return found
