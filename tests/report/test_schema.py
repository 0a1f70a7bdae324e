"""The published schema is the code's, and reports that are none are refused with a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from advisor.errors import BadInput
from advisor.report.json import from_json, json_schema

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("text", ["", "[]", "{}", "nonsense", '{"schema_version": 2}', "null", "[" * 5000])
def test_what_is_no_report_is_refused(text: str) -> None:
    """With the file's name."""
    with pytest.raises(BadInput, match=r"r\.json is no report"):
        from_json(text, "r.json")


def test_the_published_schema_is_the_codes() -> None:
    """After a change: write json_schema() to docs/report.schema.json."""
    assert (ROOT / "docs" / "report.schema.json").read_text() == json_schema()


def test_recorded_reports_follow_the_schema() -> None:
    """Checked by somebody else's validator."""
    schema = json.loads(json_schema())
    golden = ROOT / "tests" / "golden"
    paths = [*golden.glob("*.json"), *(golden / "scenarios").glob("*.json")]
    assert len(paths) > len(list(golden.glob("*.json"))) > 0
    for path in paths:
        jsonschema.validate(json.loads(path.read_text()), schema)


def test_the_keys_are_those_that_were_promised() -> None:
    """schema_version 1."""
    report = json.loads((ROOT / "tests" / "golden" / "slow.json").read_text())
    assert list(report) == [
        "schema_version", "tool_version", "job", "window", "verdict", "operators", "findings", "plan", "suppressed",
        "edges", "unknown",
    ]  # fmt: skip
    assert list(report["window"]) == ["from", "to", "seconds", "samples", "completeness"]
    assert list(report["plan"]) == [
        "observed_throughput", "predicted_throughput", "binding_constraint", "recommendations",
    ]  # fmt: skip
