"""What a check says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "failed", "warning", "skipped"]


@dataclass(frozen=True)
class Said:
    """One thing that a check has found: `what` is the fact with its figures, `hint` the one step that mends it."""

    state: State
    what: str
    hint: str = ""


@dataclass(frozen=True)
class Outcome:
    """The same with where it comes from: `check` and `group` are the check's file and folder."""

    check: str
    group: str
    state: State
    what: str
    hint: str = ""


def ok(what: str) -> Said:
    """As it must be."""
    return Said("ok", what)


def failed(what: str, hint: str) -> Said:
    """The job would not start, or lose something."""
    return Said("failed", what, hint)


def warning(what: str, hint: str) -> Said:
    """It would run, and somebody should know."""
    return Said("warning", what, hint)


def skipped(why: str, hint: str = "") -> Said:
    """Cannot be told from here; never the same as ok."""
    return Said("skipped", why, hint)


def is_fit(outcomes: Iterable[Outcome]) -> bool:
    """Whether nothing failed. What was skipped is not known to be well."""
    return not any(each.state == "failed" for each in outcomes)
