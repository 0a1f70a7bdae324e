"""Text, JSON and SARIF of one result."""

from __future__ import annotations

import json

import pytest

from advisor.lint.finding import Finding, Silenced
from advisor.lint.formats import FORMATS
from advisor.lint.lint import Result
from advisor.lint.rules import all_rules

SOURCE = all_rules()["two_collectors"].source
FOUND = Finding("two_collectors", "critical", "conf/config.yaml", 3, "UseG1GC", "a second one", "one", SOURCE)
INFO = Finding("unread_line", "info", "a.yaml", 1, "k\x1b[31m", "skipped", "more", "https://example.org")
RESULT = Result(("a.yaml", "conf/config.yaml"), (INFO, FOUND), (Silenced(FOUND, "a test"),))
EMPTY = Result(("a.yaml",), (), ())


def test_text_has_a_line_that_editors_jump_to_and_counts_at_the_end() -> None:
    """What a terminal would obey is replaced."""
    assert FORMATS["text"](RESULT).splitlines() == [
        "a.yaml:1: info [unread_line] k\ufffd[31m: skipped",
        "    instead  more",
        "    source   https://example.org",
        "conf/config.yaml:3: critical [two_collectors] UseG1GC: a second one",
        "    instead  one",
        f"    source   {SOURCE}",
        "conf/config.yaml:3: silenced [two_collectors] a test",
        "2 files: 1 critical, 1 info",
    ]


def test_text_says_so_when_there_is_nothing() -> None:
    """One line."""
    assert FORMATS["text"](EMPTY) == "1 file: nothing to change\n"


def test_json_holds_everything() -> None:
    """For programs."""
    document = json.loads(FORMATS["json"](RESULT))
    assert document["schema_version"] == 1
    assert document["files"] == ["a.yaml", "conf/config.yaml"]
    assert document["findings"][1] == {
        "rule": "two_collectors",
        "severity": "critical",
        "file": "conf/config.yaml",
        "line": 3,
        "key": "UseG1GC",
        "message": "a second one",
        "instead": "one",
        "source": SOURCE,
    }
    assert [each["reason"] for each in document["silenced"]] == ["a test"]


def test_sarif_has_a_result_for_each_with_its_line_and_rule() -> None:
    """As code scanners read it."""
    (run,) = json.loads(FORMATS["sarif"](RESULT))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [each["id"] for each in rules] == ["two_collectors", "unread_line"]
    assert rules[0]["helpUri"] == SOURCE
    info, critical, silenced = run["results"]
    assert (info["level"], info["ruleIndex"]) == ("note", 1)
    assert (critical["level"], critical["ruleIndex"]) == ("error", 0)
    place = critical["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "conf/config.yaml"}, "region": {"startLine": 3}}
    assert silenced["suppressions"] == [{"kind": "inSource", "justification": "a test"}]
    assert "suppressions" not in critical


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_takes_a_result_without_findings(form: str) -> None:
    """Nothing to change is a result, too."""
    assert FORMATS[form](EMPTY).endswith("\n")


@pytest.mark.parametrize(
    ("fail_on", "fails"), [("info", True), ("warning", True), ("critical", True), ("never", False)]
)
def test_what_fails_is_of_the_severity_asked_for_or_above(fail_on: str, fails: bool) -> None:
    """The command's exit code."""
    assert RESULT.fails(fail_on) is fails
    assert Result((), (INFO,), ()).fails(fail_on) is (fail_on == "info")
    assert not EMPTY.fails(fail_on)
