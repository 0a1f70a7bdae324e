"""All rules together: each has its page, its source and its test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.diagnose.rules import all_rules as rules_of_the_report
from advisor.lint import rules, rules_page
from advisor.lint.finding import SEVERITIES
from advisor.lint.rules import all_rules

ROOT = Path(__file__).parents[2]


def test_every_file_in_a_folder_is_a_rule() -> None:
    """A new rule is a new file: no list to edit."""
    files = {path.stem for path in Path(rules.__path__[0]).glob("*/*.py")} - {"__init__"}
    assert set(all_rules()) == files
    assert len(files) == len(list(Path(rules.__path__[0]).glob("*/[a-z]*.py"))), "two rules of one name"


@pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.name)
def test_every_rule_has_its_words(rule: rules.Rule) -> None:
    """What it looks for, when it is silent, how grave it is, and who says so."""
    assert rule.pattern.endswith(".")
    assert rule.silent.startswith("Silent")
    assert rule.severity in SEVERITIES
    assert re.match(r"https://|docs/lint\.md#", rule.source)


def test_every_rule_has_a_test_file_of_its_own() -> None:
    """Silent cases first."""
    tested = {path.stem.removeprefix("test_") for path in (Path(__file__).parent / "rules").glob("test_*.py")}
    assert tested == set(all_rules())


def test_no_name_is_also_a_rule_of_the_report() -> None:
    """SARIF of both ends in one place."""
    assert not set(all_rules()) & set(rules_of_the_report())


def test_the_published_page_is_the_codes() -> None:
    """After a change: python -m advisor.lint.rules_page > docs/lint.md"""
    assert (ROOT / "docs" / "lint.md").read_text() == rules_page.page()
