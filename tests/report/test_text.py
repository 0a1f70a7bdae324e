"""The report for people: layout, and names that try to command the terminal."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from advisor.advise import advise
from advisor.model.settings import JobSettings
from advisor.report.report import Report
from advisor.report.text import render_text
from tests.builders import Op, observe, sink


def report(name: str = "enrichment") -> Report:
    slow = sink(rows=1000, flushes=1000, flush_ms=900)
    return advise(observe(Op("source", 0.02, 0.97), Op(name, 0.1, 0.88), slow), JobSettings())


def test_escapes_and_markup_in_names_do_no_harm() -> None:
    """A job's names are anybody's text."""
    hostile = "\x1b[31mred\x1b[0m\r\n[bold]x[/bold]\u202e"
    found = report(hostile)
    shown = render_text(replace(found, job=replace(found.job, name=hostile))).plain
    assert not set(shown) & {"\x1b", "\r", "\u202e"}
    assert "[bold]x[/bold]" in shown


def test_a_pipe_gets_plain_text() -> None:
    """No escape of ours either."""
    out = io.StringIO()
    Console(file=out, soft_wrap=True).print(render_text(report()))
    assert "\x1b" not in out.getvalue()


def test_unknown_numbers_are_shown_as_such() -> None:
    """Never as zero."""
    found = report()
    unknown = replace(found.operators[0], busy_ratio=None, records_in_per_second=None)
    row = render_text(replace(found, operators=(unknown, *found.operators[1:]))).plain.splitlines()[5]
    assert row.split()[2] == "?"
    assert " - " in row


def test_the_answer_stands_on_top_and_the_culprit_is_marked() -> None:
    """Title, answer, table."""
    lines = render_text(report()).plain.splitlines()
    assert lines[0].startswith("orders · RUNNING · Flink 2.3.0 · 30 s window")
    assert lines[2].startswith("jdbc_sink limits this job: it commits one row at a time.")
    assert next(line for line in lines if line.startswith(">")).split()[1] == "jdbc_sink"


def test_a_narrow_terminal_wraps_sentences_under_where_they_begin() -> None:
    """Tables stay whole; nothing is lost."""
    wide, narrow = render_text(report()).plain, render_text(report(), width=80).plain
    assert wide.split() == narrow.split()
    head = narrow.index("\nwhy")
    assert [line for line in narrow[head:].splitlines() if len(line) > 80 and "->" not in line] == []
    after_why = narrow[head + 1 :].splitlines()
    assert after_why[1].startswith(" " * 9)


def test_a_change_that_is_no_setting_promises_no_patch() -> None:
    """rebalance() stands in the job's code."""
    found = advise(
        observe(Op("s", 0.02, 0.97), Op("n", (1.0, 0.1), subtasks=2, shares=(0.9, 0.1)), ship="HASH"), JobSettings()
    )
    shown = render_text(found).plain
    assert "the key of n" in shown
    assert "--profile" not in shown
