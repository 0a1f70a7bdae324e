"""A comparison as text, JSON and Markdown."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import TypeAdapter

from advisor.report.compare import NOISE_RATIO, Comparison, Figure
from advisor.report.markdown import safe
from advisor.report.words import clean, count

_ADAPTER = TypeAdapter(Comparison)


def comparison_text(comparison: Comparison) -> str:
    """The outcome first, then every figure in columns."""
    figures = _figures(comparison)
    names = max(len(clean(each.name)) for each in figures)
    lines = [f"{comparison.outcome}: {clean(comparison.because)}", ""]
    lines.append(f"{'':{names}}  {'before':>12} {'after':>12} {'ratio':>7}")
    for each in figures:
        row = f"{clean(each.name):{names}}  {count(each.before):>12} {count(each.after):>12} {_ratio(each):>7}"
        lines.append(f"{row}  {each.unit:10} {each.outcome}")
    if comparison.notes:
        lines += ["", *(f"note  {clean(each)}" for each in comparison.notes)]
    return "\n".join([*lines, "", f"ratios within {NOISE_RATIO:.0%} count as the same"]) + "\n"


def comparison_markdown(comparison: Comparison) -> str:
    """For a pull request."""
    rows = ["| figure | before | after | ratio | outcome |", "|---|--:|--:|--:|---|"]
    for each in _figures(comparison):
        name = f"{safe(each.name)} ({each.unit})"
        rows.append(f"| {name} | {count(each.before)} | {count(each.after)} | {_ratio(each)} | {each.outcome} |")
    notes = [f"- {safe(each)}" for each in comparison.notes]
    head = f"### {comparison.outcome}: {safe(comparison.because)}"
    return "\n".join([head, "", *rows, "", *notes, f"- Ratios within {NOISE_RATIO:.0%} count as the same."]) + "\n"


def comparison_json(comparison: Comparison) -> str:
    """The dataclass as it is."""
    return _ADAPTER.dump_json(comparison, indent=2).decode() + "\n"


COMPARISON_FORMATS: dict[str, Callable[[Comparison], str]] = {
    "text": comparison_text,
    "json": comparison_json,
    "markdown": comparison_markdown,
}


def _figures(comparison: Comparison) -> tuple[Figure, ...]:
    return (comparison.throughput, comparison.per_busy_second, *comparison.operators)


def _ratio(figure: Figure) -> str:
    return "-" if figure.ratio is None else f"{figure.ratio:.2f}"
