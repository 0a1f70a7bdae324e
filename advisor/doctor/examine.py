"""All checks on a patient: one file a check, found by looking.

A module in a folder of `checks` with a function `check` is a check, named like the file, of the group that the folder
is. By its parameters `check` says what it goes by: they are fields of Seen. Where one of them could not be looked at,
the check is skipped, unless its type says that Unknown will do. Its page is the module's docstring.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cache
from importlib import import_module
from inspect import getdoc
from typing import Any, get_args, get_type_hints

from advisor.collect.redact import redact_text
from advisor.doctor import checks
from advisor.doctor.look import look
from advisor.doctor.outcome import Outcome, Said, skipped
from advisor.doctor.patient import Patient
from advisor.doctor.seen import NotAsked, Seen
from advisor.model.unknown import Unknown

_WITHOUT = {
    "distribution": "there is no Flink on this machine to look at",
    "class_paths": "no jars can be seen",
    "cluster": "the cluster does not answer",
    "kafka": "Kafka does not answer",
    "database": "the database does not answer",
    "table": "the table cannot be seen",
}


@dataclass(frozen=True)
class Check:
    """A check and its page: `what` is one line, `about` what else its docstring says.

    `needs` are the fields of Seen that it goes by, `bears` those of them that may be Unknown.
    """

    name: str
    group: str
    what: str
    about: str
    needs: tuple[str, ...]
    bears: frozenset[str]
    say: Callable[..., Iterable[Said]]


def examine(patient: Patient) -> tuple[Outcome, ...]:
    """Everything that can be said of a patient, group by group."""
    return judge(look(patient))


def judge(seen: Seen) -> tuple[Outcome, ...]:
    """The checks alone, on what was seen."""
    return tuple(
        Outcome(check.name, check.group, said.state, redact_text(said.what), redact_text(said.hint))
        for check in all_checks()
        for said in _say(check, seen)
    )


def _say(check: Check, seen: Seen) -> Iterator[Said]:
    parts = {name: getattr(seen, name) for name in check.needs}
    for name, part in parts.items():
        if isinstance(part, Unknown) and name not in check.bears:
            yield skipped(part.reason if isinstance(part, NotAsked) else _WITHOUT[name])
            return
    yield from check.say(**parts)


@cache
def groups() -> dict[str, str]:
    """Name and title of each group, in the order of Seen's fields."""
    found = {each.name for each in pkgutil.iter_modules(checks.__path__)}
    return {
        each.name: getdoc(import_module(f"{checks.__name__}.{each.name}")) or ""
        for each in fields(Seen)
        if each.name in found
    }


@cache
def all_checks() -> tuple[Check, ...]:
    """Group by group; what says whether there is anything to look at comes first in each."""
    found = [_check(group, name) for group in groups() for name in _names(group)]
    order = list(groups())
    return tuple(sorted(found, key=lambda check: (order.index(check.group), check.group not in check.bears)))


def _names(group: str) -> list[str]:
    return [each.name for each in pkgutil.iter_modules(import_module(f"{checks.__name__}.{group}").__path__)]


def _check(group: str, name: str) -> Check:
    module = import_module(f"{checks.__name__}.{group}.{name}")
    what, _, about = (getdoc(module) or "").partition("\n")
    hints: dict[str, Any] = get_type_hints(module.check)
    hints.pop("return")
    bears = frozenset(part for part, hint in hints.items() if Unknown in get_args(hint))
    return Check(name, group, what, about.strip(), tuple(hints), bears, module.check)
