"""Every format says the same, and what comes from a job does no harm in any of them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advise import advise
from advisor.errors import BadInput
from advisor.model.settings import JobSettings, Suppression
from advisor.report.formats import FORMATS, format_of
from advisor.report.graph import BOX_HEIGHT, lay_out
from advisor.report.report import NotKnown, Report
from tests.builders import Op, observe, sink
from tests.recorded.recording import observe as recorded

SLOW = advise(recorded("slow"), JobSettings())
CASES = ("slow", "idle", "hot_key", "branches", "chained", "database_down", "async_lookup")


def render(form: str, report: Report) -> str:
    return FORMATS[form](report, "profiles/mine.yaml", "report.json")


class Page(HTMLParser):
    """The tags of a page, and whether they are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [str(value) for name, value in attrs if name in ("href", "src", "onload", "onerror", "onclick")]
        if tag not in ("meta", "i", "path", "rect") or tag == "i":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("path", "rect"):
            return
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


# By the name of a file


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("r.txt", "text"),
        ("r.json", "json"),
        ("a.b.MD", "markdown"),
        ("r.html", "html"),
        ("r.sarif", "sarif"),
        ("r.sarif.json", "sarif"),
    ],
)
def test_a_files_name_says_its_format(name: str, form: str) -> None:
    """By its suffix."""
    assert format_of(Path(name)) == form


@pytest.mark.parametrize("name", ["report", "r.pdf", ".html"])
def test_a_name_that_says_no_format_is_refused(name: str) -> None:
    """With those that do."""
    with pytest.raises(BadInput, match=r"\.txt, \.json, \.md, \.html, \.sarif"):
        format_of(Path(name))


# The same in all


@pytest.mark.parametrize("form", FORMATS)
def test_the_answer_is_in_every_format(form: str) -> None:
    """One sentence, or its parts."""
    shown = render(form, SLOW).replace("\\", "")
    assert "jdbc_sink" in shown
    if form != "json":
        assert "jdbc_sink limits this job: it commits one row at a time." in shown


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_not_known_and_what_is_silenced_is_said(form: str) -> None:
    """Nothing is missing in silence."""
    by = Suppression("unbatched_sink", None, "one row at a time on purpose")
    report = replace(
        advise(recorded("slow"), JobSettings(suppressions=(by,))), unknown=(NotKnown("checkpoints", "HTTP 404"),)
    )
    shown = render(form, report)
    assert "one row at a time on purpose" in shown
    assert form == "sarif" or "HTTP 404" in shown


# Harm

HOSTILE = st.text(max_size=30) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "\x1b]0;owned\x07\x1b[2J",
        "a | b ` c",
        "[x](javascript:alert(1)) @everyone #1",
        "\u202eevil\u2066",
        "</details></svg></title>",
        "{{ 7 * 7 }}{% raw %}",
        "x" * 600,
        "-->",
        "\ud83d",
    ]
)


@settings(max_examples=60, deadline=None)
@given(name=HOSTILE, job=HOSTILE, said=HOSTILE)
def test_hostile_names_do_no_harm_in_any_format(name: str, job: str, said: str) -> None:
    """No escape, no tag, no link, no broken table."""
    known = SLOW.operators[1]
    report = replace(
        SLOW,
        job=replace(SLOW.job, name=job),
        operators=(SLOW.operators[0], replace(known, uid=name), *SLOW.operators[2:]),
        verdict=replace(SLOW.verdict, operator=name, vertex=known.vertex),
        findings=tuple(replace(each, message=said, operator=name) for each in SLOW.findings),
        unknown=(NotKnown(said, said),),
    )
    plain = render("text", report)
    assert not set("\x1b\x07\u202e\u2066") & set(plain)
    page = Page(render("html", report))
    assert page.open == []
    assert not {"script", "img", "iframe"} & set(page.tags)
    assert set(page.links) <= {"#limit"}
    markdown = render("markdown", report)
    assert "<script" not in markdown
    assert "<img" not in markdown
    rows = [line for line in markdown.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows[: 2 + len(report.operators)]} == {8}
    assert json.loads(render("sarif", report))["version"] == "2.1.0"


# HTML


@pytest.mark.parametrize("case", CASES)
def test_the_page_needs_nothing_else(case: str) -> None:
    """It works offline, and its own policy forbids everything but its style."""
    shown = render("html", advise(recorded(case), JobSettings()))
    assert not re.search(r"src\s*=|href=\"(?!#)|@import|url\((?!#)", shown)
    assert "default-src 'none'" in shown
    page = Page(shown)
    assert page.open == []


def test_the_graph_runs_from_left_to_right_without_overlaps() -> None:
    """Two branches, a union, and a graph of its own."""
    edges = (("s", "a"), ("s", "b"), ("a", "j"), ("b", "j"), ("t", "u"))
    report = advise(observe(*(Op(name) for name in "sabjtu"), edges=edges), JobSettings())
    graph = lay_out(report)
    at = {box.operator.uid: (box.x, box.y) for box in graph.boxes}
    assert at["s"][0] < at["a"][0] == at["b"][0] < at["j"][0]
    assert at["t"][0] == at["s"][0]
    assert len(set(at.values())) == 6
    for x, y in at.values():
        assert not [1 for other in at.values() if other != (x, y) and other[0] == x and abs(other[1] - y) < BOX_HEIGHT]
    assert len(graph.arrows) == 5
    assert (graph.width, graph.height) > max(at.values())


def test_the_operator_that_limits_the_job_is_marked_by_more_than_colour() -> None:
    """A sign and words."""
    shown = render("html", SLOW)
    assert shown.count("limits the job</text>") == 1
    assert "▶ jdbc_sink" in shown


# SARIF


def test_sarif_has_what_its_schema_requires() -> None:
    """Version, driver, rules that results point to, known levels and kinds."""
    found = json.loads(render("sarif", SLOW))
    (run,) = found["runs"]
    rules = [each["id"] for each in run["tool"]["driver"]["rules"]]
    assert found["version"] == "2.1.0"
    assert len(rules) == len(set(rules))
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["kind"] == "fail" or result["level"] == "none"
        assert result["message"]["text"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "profiles/mine.yaml"
    assert [each["ruleId"] for each in run["results"]] == ["verdict/operator_bound", "unbatched_sink"]
    assert [each["level"] for each in run["results"]] == ["warning", "error"]


def test_a_healthy_job_passes_in_sarif() -> None:
    """One result, no failure."""
    (run,) = json.loads(render("sarif", advise(recorded("idle"), JobSettings())))["runs"]
    assert [(each["kind"], each["level"]) for each in run["results"]] == [("pass", "none")]


# Markdown


def test_markdown_has_the_changes_and_the_command() -> None:
    """What a reviewer copies."""
    rows = sink(rows=1000, flushes=1000, flush_ms=900)
    report = advise(observe(Op("source", 0.02, 0.97), Op("enrichment", 0.1, 0.88), rows), JobSettings())
    shown = render("markdown", report)
    assert "| jdbc\\_sink.batch\\_size | ? | 2,000 |" in shown
    assert "<details><summary>Evidence</summary>" in shown
    assert "advisor apply" not in shown  # no profile was read, so there is no patch to apply
