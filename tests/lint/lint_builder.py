"""What one rule says of a file's text, and what is read out of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.kinds import READERS, kind_of
from advisor.lint.rules import all_rules

Subject = TypeVar("Subject")


def only(subjects: Iterable[object], kind: type[Subject]) -> Subject:
    """The one of that kind."""
    (found,) = [each for each in subjects if isinstance(each, kind)]
    return found


def values(settings: Mapping[str, Any]) -> dict[str, tuple[object, int]]:
    """Value and line of each key."""
    return {key: (each.value, each.place.line) for key, each in settings.items()}


def faults(rule: str, text: str, name: str, **context: Any) -> list[Fault]:
    """All of them; `context` are fields of Context."""
    given, found = Context(**context), all_rules()[rule]
    subjects = READERS[kind_of(Path(name), text)](text, name, given)
    return [fault for each in subjects if isinstance(each, found.subject) for fault in found.check(each, given)]


def told(rule: str, text: str, name: str, **context: Any) -> list[tuple[int, str]]:
    """Line and key of each."""
    return [(each.place.line, each.key) for each in faults(rule, text, name, **context)]


def program(conf: str, *, call: str = "Consumer", before: str = "") -> str:
    """A program that makes one client of confluent-kafka; the first setting is in line 4 after what comes before."""
    return f"{before}from confluent_kafka import {call}\n\nclient = {call}({{\n{conf}}})\n"
