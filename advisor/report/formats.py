"""Every way to show a report, by name and by the suffix of a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from advisor.errors import BadInput
from advisor.report.html import render_html
from advisor.report.json import to_json
from advisor.report.markdown import render_markdown
from advisor.report.report import Report
from advisor.report.sarif import render_sarif
from advisor.report.text import render_text

# The report, the profile it is for, and where its JSON lies.
Renderer = Callable[[Report, str | None, str | None], str]

FORMATS: dict[str, Renderer] = {
    "text": lambda report, profile, saved: render_text(report, profile, saved).plain,
    "json": lambda report, _profile, _saved: to_json(report) + "\n",
    "markdown": render_markdown,
    "html": render_html,
    "sarif": render_sarif,
}
_SUFFIXES = {".txt": "text", ".json": "json", ".md": "markdown", ".html": "html", ".sarif": "sarif"}


def format_of(path: Path) -> str:
    """The format that a file's name asks for; `x.sarif.json` is SARIF. Raises BadInput."""
    if path.name.endswith(".sarif.json"):
        return "sarif"
    try:
        return _SUFFIXES[path.suffix.lower()]
    except KeyError:
        raise BadInput(f"{path}: the name must end in one of {', '.join(_SUFFIXES)}") from None
