"""The report for a terminal: the answer first, numbers in columns, nothing twice, what is not known is said."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from rich.text import Text

from advisor.plan.recommendation import Recommendation
from advisor.report import words
from advisor.report.report import Operator, Report

_BAR = 9
_LABEL = 9
NARROWEST = 30


def render_text(report: Report, profile: str | None = None, saved: str | None = None, width: int | None = None) -> Text:
    """The whole report; styles are for terminals, `.plain` is for pipes.

    `profile` is the file to apply it to, `saved` where its JSON lies. Sentences are wrapped at `width` characters,
    not at all when it is None; tables never are.
    """
    out = Text()
    out.append(words.title(report) + "\n\n", style="dim")
    out.append(words.headline(report), style="bold green" if words.is_well(report) else "bold red")
    if report.verdict.kind != "not_enough_data":
        out.append(f"    confidence {report.verdict.confidence:.2f}", style="dim")
    out.append("\n\n")
    _table(out, report)
    _section(out, "why", words.why(report), width)
    _section(out, "not", (f"{operator}: {reason}" for operator, reason in words.ruled_out(report)), width)
    found = (f"{each.severity} {each.rule}: {words.clean(each.message)}" for each in words.news(report))
    _section(out, "found", found, width)
    _section(out, "unknown", words.not_known(report), width)
    changes = words.changes(report)
    _section(out, "change", _changes(changes, width) or words.nothing(report), None if changes else width)
    _section(out, "keep", words.kept(report), width)
    if changes and (afterwards := words.afterwards(report)):
        _section(out, afterwards[0], [afterwards[1]], width)
    if changes and (command := words.how_to_apply(report, profile, saved)):
        _section(out, "apply", [command], None)
    _section(out, "silenced", words.suppressed(report), width)
    return out


def _table(out: Text, report: Report) -> None:
    if not report.operators:
        return
    names = max(8, *(len(words.clean(each.uid)) for each in report.operators))
    head = f"{'operator':{names}}  {'par':>4} {'busy':>5}  {'backpressured':<14} {'idle':>5}"
    out.append(f"  {head} {'in rec/s':>11} {'could do':>11}\n", style="dim")
    for operator in report.operators:
        named = operator.vertex == report.verdict.vertex
        out.append(_row(operator, names, "> " if named else "  ") + "\n", style="bold" if named else "")
    out.append("\n")


def _row(operator: Operator, names: int, mark: str) -> str:
    bar = "#" * round((operator.backpressured_ratio or 0) * _BAR)
    return (
        f"{mark}{words.clean(operator.uid):{names}}  {operator.parallelism:>4} "
        f"{words.percent(operator.busy_ratio):>5}  {words.percent(operator.backpressured_ratio):>4} {bar:<9} "
        f"{words.percent(operator.idle_ratio):>5} {words.count(operator.records_in_per_second):>11} "
        f"{words.count(operator.true_processing_rate):>11}"
    )


def _section(out: Text, label: str, lines: Iterable[str], width: int | None) -> None:
    """A labelled block; `change` opens the part about what to do, after an empty line."""
    for number, line in enumerate(lines):
        if number == 0 and label == "change":
            out.append("\n")
        out.append(f"{label if number == 0 or label == 'not' else '':{_LABEL}}", style="cyan")
        out.append(_wrapped(line, width) + "\n")


def _wrapped(line: str, width: int | None, indent: int = _LABEL) -> str:
    """On several lines under where it begins, when the terminal is not wide enough."""
    if width is None:
        return line
    room = max(width - indent, NARROWEST)
    return f"\n{' ' * indent}".join(textwrap.wrap(line, room, break_on_hyphens=False) or [""])


def _changes(recommendations: tuple[Recommendation, ...], width: int | None) -> list[str]:
    if not recommendations:
        return []
    names = max(len(words.clean(each.setting)) for each in recommendations)
    values = [f"{words.value(each.current)} -> {words.value(each.proposed)}" for each in recommendations]
    # One long value (JVM options) must not push all the others to the right.
    column = min(24, max(len(value) for value in values))
    indent = _LABEL + names + column + 5
    return [
        f"{words.clean(each.setting):{names}}  {value:>{column}}   "
        f"{_wrapped(words.clean(each.predicted_effect), width, indent)}"
        for each, value in zip(recommendations, values, strict=True)
    ]
