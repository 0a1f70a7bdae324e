"""Environment variables in a profile's text: `${NAME}`, `${NAME:-default}`, and `$${` for a plain `${`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# `${file:/path:key}` is none of ours: Kafka's own providers resolve that, on the cluster. A shell's `:+`, `:?` and `:=`
# look alike, and nobody would resolve them.
_FORM = re.compile(
    r"(?P<escaped>\$\$\{)"
    r"|\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>(?:(?!\$\{)[^}])*))?\}"
    r"|(?P<reference>\$\{\w+:(?![-+?=])(?:(?!\$\{)[^}])+\})"
    r"|(?P<unknown>\$\{[^}]*\}?)"
)


class FromEnvironment(str):
    """A value that is one environment variable: text that may spell a number, as the field wants it."""


@dataclass(frozen=True)
class Substituted:
    """The text with its variables put in, whether there was one, and what is wrong: not set, or no known form."""

    text: str
    has_variable: bool
    unset: str | None
    unknown: str | None


def substitute(text: str, environ: Mapping[str, str]) -> Substituted:
    """A value of the environment is taken as it is, and not looked into."""
    unset: list[str] = []
    found = list(_FORM.finditer(text))

    def replace(form: re.Match[str]) -> str:
        name, default = form["name"], form["default"]
        if name is None:
            return "${" if form["escaped"] else form[0]
        if not environ.get(name) and default is None:
            unset.append(name)
        return environ.get(name) or default or ""

    resolved = _FORM.sub(replace, text)
    whole = len(found) == 1 and found[0][0] == text and found[0]["name"]
    return Substituted(
        text=FromEnvironment(resolved) if whole else resolved,
        has_variable=any(form["name"] for form in found),
        unset=unset[-1] if unset else None,
        unknown=next((form["unknown"] for form in found if form["unknown"]), None),
    )


def typed(value: Any) -> Any:
    """A variable's text as the number or truth value that it spells; anything else as it is."""
    if not isinstance(value, FromEnvironment):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value
