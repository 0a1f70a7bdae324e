"""Outcomes for a terminal: a mark a line, group by group, under each fault the one step that mends it."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.text import Text

from advisor.doctor.examine import groups
from advisor.doctor.outcome import Outcome, State, is_fit

_MARKS: dict[State, tuple[str, str, str]] = {  # UTF-8, ASCII, style
    "ok": ("✓", "+", "green"),
    "failed": ("✗", "x", "bold red"),
    "warning": ("!", "!", "yellow"),
    "skipped": ("-", "-", "dim"),
}
_NAMES = 20
_INDENT = 2 + 2 + _NAMES + 2
NARROWEST = _INDENT + 24


def render_text(outcomes: Sequence[Outcome], width: int | None = None, *, ascii_only: bool = False) -> Text:
    """All of them and the summary. Lines are wrapped at `width` characters, not at all when it is None."""
    out = Text()
    titles = groups()
    for group, found in groupby(outcomes, key=lambda each: each.group):
        out.append(f"{titles[group]}\n", style="bold")
        for line in _gathered(list(found)):
            _line(out, line, width, ascii_only)
        out.append("\n")
    out.append(summary(outcomes), style="bold green" if is_fit(outcomes) else "bold red")
    return out.append("\n")


def summary(outcomes: Sequence[Outcome]) -> str:
    """One line: fit or not, and how many of each."""
    counts = Counter(each.state for each in outcomes)
    named = [("failed", counts["failed"]), (_plural("warning", counts["warning"]), counts["warning"])]
    named += [("skipped", counts["skipped"]), ("ok", counts["ok"])]
    told = ", ".join(f"{count} {word}" for word, count in named if count)
    verdict = "not fit" if not is_fit(outcomes) else "fit, as far as could be seen" if counts["skipped"] else "fit"
    return f"{verdict}: {told or 'nothing was looked at'}"


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"


def _gathered(outcomes: list[Outcome]) -> Iterator[Outcome]:
    """Neighbours that were skipped for one reason, as one line."""
    for (skipped, _), each in groupby(outcomes, key=lambda each: (each.state == "skipped", each.what)):
        found = list(each)
        if skipped and len(found) > 1:
            yield Outcome(f"{len(found)} checks", found[0].group, "skipped", found[0].what, found[0].hint)
        else:
            yield from found


def _line(out: Text, outcome: Outcome, width: int | None, ascii_only: bool) -> None:
    mark, plain, style = _MARKS[outcome.state]
    out.append(f"  {plain if ascii_only else mark} ", style=style)
    out.append(f"{outcome.check:{_NAMES}}  ")
    _wrapped(out, outcome.what, "", width, style="dim" if outcome.state == "skipped" else "")
    if outcome.hint and outcome.state != "ok":
        out.append(" " * _INDENT)
        _wrapped(out, outcome.hint, "-> ", width, style="cyan")


def _wrapped(out: Text, text: str, lead: str, width: int | None, style: str) -> None:
    lines: Iterable[str] = [text]
    if width is not None:
        # A path or a command is copied whole: it may be longer than a line.
        room = max(NARROWEST, width) - _INDENT - len(lead)
        lines = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)
    out.append(lead + f"\n{' ' * (_INDENT + len(lead))}".join(lines) + "\n", style=style)
