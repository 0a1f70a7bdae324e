"""The README shows what the code does, not what it once did."""

import re
from pathlib import Path

from advisor.diagnose.rules import all_rules
from lab.scenarios.accuracy import PAGE, accuracy_page, full_runs, kept_sweeps, kept_truths, readme_block, with_block

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def test_the_report_in_the_readme_is_the_golden_one():
    """After a change: copy tests/golden/slow.txt between the markers."""
    shown = re.search(r"<!-- report -->\n```text\n(.*?)```\n<!-- /report -->", README, re.DOTALL)
    assert shown
    assert shown.group(1) == (ROOT / "tests" / "golden" / "slow.txt").read_text()


def test_every_file_that_the_readme_links_to_is_there():
    """A dead link is the first thing a newcomer meets."""
    targets = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert len(targets) > 8
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_every_make_target_that_the_documents_name_exists():
    """`make help` is the list; nothing else is promised."""
    makefile = (ROOT / "Makefile").read_text()
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    named = {name for path in documents for name in re.findall(r"`make ([a-z]+)", path.read_text())}
    assert named
    assert {name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)} == set()


def test_the_readme_counts_the_rules_right():
    """A new rule is a new file, and a new number here."""
    assert f"{len(all_rules())} rules" in README


def test_the_numbers_of_the_accuracy_are_those_of_the_kept_runs():
    """After a full run: make accuracy."""
    assert with_block(README, readme_block(full_runs(), kept_sweeps())) == README
    assert accuracy_page(full_runs(), kept_sweeps(), kept_truths()) == PAGE.read_text()
    assert len(full_runs()) >= 3
