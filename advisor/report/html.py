"""The report as one HTML page that needs nothing else: the job graph drawn, the answer, the evidence, the changes."""

from __future__ import annotations

from functools import cache
from typing import Any

import jinja2

from advisor.report import words
from advisor.report.graph import BOX_HEIGHT, BOX_WIDTH, lay_out
from advisor.report.report import Report

_LONGEST_NAME = 24


def render_html(report: Report, profile: str | None = None, saved: str | None = None) -> str:
    """The whole page. Everything that comes from the job is escaped."""
    return _template().render(
        report=report,
        words=words,
        graph=lay_out(report),
        box={"width": BOX_WIDTH, "height": BOX_HEIGHT},
        command=words.how_to_apply(report, profile, saved) if words.changes(report) else None,
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("advisor.report", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["short"] = _short
    environment.filters["bar"] = _bar
    return environment.get_template("report.html.j2")


def _short(name: str) -> str:
    """A name that fits into its box; the whole one is its tooltip."""
    name = words.clean(name)
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def _bar(operator: Any, width: int) -> list[tuple[str, float, float]]:
    """Busy, backpressured and idle as (class, x, width) in pixels; empty when one is not known."""
    ratios = (operator.busy_ratio, operator.backpressured_ratio, operator.idle_ratio)
    if any(ratio is None for ratio in ratios):
        return []
    whole = sum(ratios) or 1.0
    found, x = [], 0.0
    for name, ratio in zip(("busy", "held", "idle"), ratios, strict=True):
        found.append((name, round(x, 1), round(width * ratio / whole, 1)))
        x += width * ratio / whole
    return found
