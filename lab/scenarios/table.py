"""How outcomes look on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from lab.scenarios.outcome import Outcome, summary
from lab.scenarios.scenario import Expected, Measured


def outcomes_shown(outcomes: Sequence[Outcome]) -> Iterator[RenderableType]:
    """The verdicts, what was predicted and measured, findings that were false or missing, and the summary."""
    yield _verdicts(outcomes)
    applied = [each for each in outcomes if each.prediction_error is not None]
    if applied:
        yield _predictions(applied)
    for each in outcomes:
        for kind, rules in (("false", each.false_findings), ("missing", each.missing_findings)):
            if rules:
                yield Text(f"{each.scenario}: {kind} findings: {', '.join(rules)}", style="red")
    yield Text(summary(outcomes))


def verdict_words(verdict: Expected) -> str:
    """kind, operator, cause, as far as there are any."""
    return " ".join(part for part in (verdict.kind, verdict.operator, verdict.cause) if part)


def truth_words(measured: Measured | None) -> str:
    """What measuring a scenario's truth showed."""
    if measured is None:
        return "by definition: nothing to measure"
    return f"{measured.words}: {'yes' if measured.holds else 'NO'}"


def _verdicts(outcomes: Sequence[Outcome]) -> Table:
    table = _table("scenario", "expected", "got", "confidence", "seconds")
    for each in outcomes:
        got = Text(_got(each), style="green" if each.right else "red")
        table.add_row(each.scenario, verdict_words(each.expected), got, f"{each.confidence:.2f}", f"{each.seconds:.0f}")
    return table


def _got(outcome: Outcome) -> str:
    if outcome.got is None:
        return f"no verdict: {outcome.broken}"
    return "right" if outcome.right else verdict_words(outcome.got)


def _predictions(outcomes: Sequence[Outcome]) -> Table:
    table = _table("plan applied", "rec/s before", "predicted", "measured", "error")
    for each in outcomes:
        rates = (each.observed, each.predicted, each.measured)
        table.add_row(each.scenario, *(f"{rate or 0:,.0f}" for rate in rates), f"{each.prediction_error or 0:.0%}")
    return table


def _table(*columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        text = column in ("scenario", "expected", "got", "plan applied")
        table.add_column(column, justify="left" if text else "right", overflow="fold")
    return table
