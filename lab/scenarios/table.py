"""How outcomes look on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from lab.scenarios.outcome import Outcome
from lab.scenarios.scenario import Expected


def outcomes_table(outcomes: Sequence[Outcome]) -> Table:
    """A row a scenario: what was expected, what was said, how sure, how long it took."""
    table = Table(title="scenarios", title_justify="left")
    for column in ("scenario", "expected", "got", "confidence", "findings", "predicted / measured", "seconds"):
        table.add_column(column, justify="right" if column in ("confidence", "seconds") else "left")
    for each in outcomes:
        style = "green" if each.right else "red"
        table.add_row(
            each.scenario,
            verdict_words(each.expected),
            f"[{style}]{_got(each)}[/]",
            f"{each.confidence:.2f}",
            _findings(each),
            _prediction(each),
            f"{each.seconds:.0f}",
        )
    return table


def verdict_words(verdict: Expected) -> str:
    """kind, operator, cause, as far as there are any."""
    return " ".join(part for part in (verdict.kind, verdict.operator, verdict.cause) if part)


def _got(outcome: Outcome) -> str:
    if outcome.got is None:
        return f"broken: {outcome.broken}"
    return "right" if outcome.right else verdict_words(outcome.got)


def _findings(outcome: Outcome) -> str:
    wrong = [f"missing {each}" for each in outcome.missing_findings] + [
        f"false {each}" for each in outcome.false_findings
    ]
    return f"[red]{', '.join(wrong)}[/]" if wrong else "as expected"


def _prediction(outcome: Outcome) -> str:
    if outcome.predicted is None or outcome.measured is None:
        return ""
    return f"{outcome.predicted:,.0f} / {outcome.measured:,.0f}"
