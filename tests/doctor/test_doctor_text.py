"""What a person reads: marks, groups, hints under faults, one summary; 80 columns are enough, without colours, too."""

from __future__ import annotations

import json

import pytest

from advisor.doctor.examine import judge
from advisor.doctor.json import to_json
from advisor.doctor.outcome import Outcome
from advisor.doctor.seen import NotAsked
from advisor.doctor.text import render_text, summary
from advisor.model.unknown import Unknown
from tests.doctor.healthy import HEALTHY, seen

OK = Outcome("java", "machine", "ok", "Java 17.0.15")
FAILED = Outcome("slots", "cluster", "failed", "0 of 4 slots free; needs 1", "add 1 slots")
WARNING = Outcome("password", "machine", "warning", "everybody may read it", "chmod 600 it")
SKIPPED = Outcome("clocks", "machine", "skipped", "no other clock answers")


def test_the_healthy_patient_reads_as_fit() -> None:
    """A mark a line, and the summary last."""
    lines = render_text(judge(HEALTHY), 80).plain.splitlines()
    assert lines[0] == "The profile itself"
    assert lines[-1].startswith("fit: ")
    assert not any("->" in line for line in lines)


def test_a_fault_is_followed_by_what_mends_it() -> None:
    """One hint, under it; none under what is ok."""
    text = render_text([OK, FAILED]).plain
    assert text == (
        "This machine\n"
        "  ✓ java                  Java 17.0.15\n"
        "\n"
        "The cluster\n"
        "  ✗ slots                 0 of 4 slots free; needs 1\n"
        "                          -> add 1 slots\n"
        "\n"
        "not fit: 1 failed, 1 ok\n"
    )


@pytest.mark.parametrize(
    ("outcomes", "line"),
    [
        ([OK], "fit: 1 ok"),
        ([OK, WARNING], "fit: 1 warning, 1 ok"),
        ([OK, WARNING, WARNING], "fit: 2 warnings, 1 ok"),
        ([OK, SKIPPED], "fit, as far as could be seen: 1 skipped, 1 ok"),
        ([OK, SKIPPED, FAILED], "not fit: 1 failed, 1 skipped, 1 ok"),
    ],
)
def test_the_summary_counts_what_matters_first(outcomes: list[Outcome], line: str) -> None:
    """What was skipped is not sold as ok."""
    assert summary(outcomes) == line


def test_neighbours_skipped_for_one_reason_are_one_line() -> None:
    """A database that is away is no screenful."""
    text = render_text(judge(seen(database=Unknown("away"), table=NotAsked("the database does not answer"))), 80).plain
    assert text.count("the database does not answer") == 2
    assert "  - 4 checks              the database does not answer\n" in text


def test_nothing_is_wider_than_80_columns_but_what_has_no_space() -> None:
    """A path or an address is copied whole."""
    patient = seen(
        cluster=Unknown("http://localhost:8081/overview " + "does not answer " * 12), kafka=Unknown("x" * 200)
    )
    wide = [line for line in render_text(judge(patient), 80).plain.splitlines() if len(line) > 80]
    assert wide == [f"{'':26}{'x' * 200}"] or wide == [f"  ✗ reachable             {'x' * 200}"]


def test_without_a_width_no_line_is_broken() -> None:
    """In a pipe, grep finds the whole of it."""
    assert "word " * 60 in render_text([Outcome("java", "machine", "failed", "word " * 60, "x")]).plain


def test_ascii_marks_say_the_same() -> None:
    """For terminals without UTF-8."""
    text = render_text([OK, WARNING, SKIPPED, FAILED], 80, ascii_only=True).plain
    assert text.isascii()
    assert [line[2] for line in text.splitlines() if line.startswith("  ") and line[2] != " "] == ["+", "!", "-", "x"]


def test_json_holds_every_outcome() -> None:
    """For scripts: fit, and each with its state."""
    found = json.loads(to_json([OK, FAILED], "mine.yaml"))
    assert (found["schema_version"], found["profile"], found["fit"]) == (1, "mine.yaml", False)
    assert found["outcomes"][1] == {
        "check": "slots",
        "group": "cluster",
        "state": "failed",
        "what": "0 of 4 slots free; needs 1",
        "hint": "add 1 slots",
    }
