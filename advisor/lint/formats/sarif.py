"""SARIF 2.1.0: findings where code scanners are read, in a pull request or an editor."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import PurePath
from typing import Any

from advisor.lint.finding import Finding, Severity
from advisor.lint.formats._words import clean
from advisor.lint.lint import Result
from advisor.lint.rules import all_rules

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Severity, str] = {"critical": "error", "warning": "warning", "info": "note"}


def render(result: Result) -> str:
    """Each finding a result at its line; those that a comment silences carry the reason."""
    named = sorted({each.rule for each in result.findings} | {each.finding.rule for each in result.silenced})
    results = [_result(each, named) for each in result.findings]
    for each in result.silenced:
        suppression = {"kind": "inSource", "justification": clean(each.reason)}
        results.append({**_result(each.finding, named), "suppressions": [suppression]})
    driver = {
        "name": "narrows advisor lint",
        "semanticVersion": version("narrows"),
        "rules": [_rule(name) for name in named],
    }
    run = {"tool": {"driver": driver}, "automationDetails": {"id": "narrows/lint"}, "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(name: str) -> dict[str, Any]:
    rule = all_rules()[name]
    page = {"helpUri": rule.source} if rule.source.startswith("https://") else {}
    return {"id": name, "shortDescription": {"text": rule.pattern}, "help": {"text": rule.silent}, **page}


def _result(finding: Finding, named: list[str]) -> dict[str, Any]:
    uri = PurePath(finding.file).as_posix()
    place = {"artifactLocation": {"uri": clean(uri)}, "region": {"startLine": finding.line}}
    return {
        "ruleId": finding.rule,
        "ruleIndex": named.index(finding.rule),
        "kind": "fail",
        "level": _LEVELS[finding.severity],
        "message": {"text": clean(f"{finding.key}: {finding.message}. Instead: {finding.instead}")},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"file/rule/key": clean(f"{uri}/{finding.rule}/{finding.key}")},
    }
