"""The report for a pull request: the answer, what to change, and the evidence folded away."""

from __future__ import annotations

import re
from collections.abc import Iterable

from advisor.report import words
from advisor.report.report import Report

# What Markdown or GitHub would take for its own: emphasis, links, tables, HTML.
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~>-])")
_HTML = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def render_markdown(report: Report, profile: str | None = None, saved: str | None = None) -> str:
    """The whole report as GitHub's Markdown."""
    confidence = "" if report.verdict.kind == "not_enough_data" else f" (confidence {report.verdict.confidence:.2f})"
    parts = [
        f"### {safe(words.headline(report))}",
        f"{safe(words.title(report))}{confidence}",
        _operators(report),
        _changes(report),
        _bullets("Found", (f"**{each.severity}** `{each.rule}` {safe(each.message)}" for each in words.news(report))),
        _bullets("Not known", map(safe, words.not_known(report))),
        _bullets("Silenced by the profile", map(safe, words.suppressed(report))),
        _evidence(report),
        _apply(report, profile, saved),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _operators(report: Report) -> str:
    rows = [
        "| operator | parallelism | busy | backpressured | idle | in rec/s | could do |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for each in report.operators:
        name = safe(words.clean(each.uid))
        cells = (
            f"**{name}** ◀" if each.vertex == report.verdict.vertex else name,
            str(each.parallelism),
            words.percent(each.busy_ratio),
            words.percent(each.backpressured_ratio),
            words.percent(each.idle_ratio),
            words.count(each.records_in_per_second),
            words.count(each.true_processing_rate),
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) if report.operators else ""


def _changes(report: Report) -> str:
    changes = words.changes(report)
    if not changes:
        return _bullets("Change", map(safe, words.nothing(report)))
    rows = ["**Change**", "", "| setting | now | proposed | effect | takes |", "|---|--:|--:|---|---|"]
    for each in changes:
        cells = (each.setting, words.value(each.current), words.value(each.proposed), each.predicted_effect)
        rows.append(f"| {' | '.join(safe(cell) for cell in cells)} | {each.change_class.replace('_', ' ')} |")
    after = words.afterwards(report)
    stays = [f"Keep {line}" for line in words.kept(report)] + ([after[1].capitalize()] if after else [])
    return "\n".join([*rows, "", *(f"- {safe(line)}" for line in stays)]).rstrip()


def _evidence(report: Report) -> str:
    lines = [f"- {safe(line)}" for line in words.why(report)]
    lines += [f"- not **{safe(operator)}**: {safe(reason)}" for operator, reason in words.ruled_out(report)]
    return "\n".join(["<details><summary>Evidence</summary>", "", *lines, "", "</details>"]) if lines else ""


def _apply(report: Report, profile: str | None, saved: str | None) -> str:
    if not any(each.patch for each in words.changes(report)):
        return ""
    command = words.how_to_apply(report, profile, saved) or ""
    return f"```sh\n{command.split('   (')[0].replace('`', '')}\n```"


def _bullets(head: str, lines: Iterable[str]) -> str:
    found = [f"- {line}" for line in lines]
    return "\n".join([f"**{head}**", "", *found]) if found else ""


def safe(text: str) -> str:
    """Text that means itself: no emphasis, link, table cell, tag, mention or reference."""
    text = "".join(_HTML.get(char, char) for char in words.clean(text))
    text = _SPECIAL.sub(r"\\\1", text)
    # A zero-width space keeps @name from calling somebody, and an address from becoming a link.
    return text.replace("@", "@\u200b").replace("://", ":\u200b//")
