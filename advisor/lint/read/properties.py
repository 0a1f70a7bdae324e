"""Java's properties files: `key=value`, comments with # or !."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from advisor.lint.subjects import Setting
from advisor.profile.document import Place

# As some editors put it at the start of a file: to Java it is part of the first key.
BYTE_ORDER_MARK = "\ufeff"
_PAIR = re.compile(r"([^\s=:]+)\s*[=:\s]\s*(.*)")
# No other character ends a line: some that Python takes for one are letters in Latin-1 files.
_NEW_LINE = re.compile(r"\r\n?|\n")
_VARIABLE = re.compile(r"\$\{")


@dataclass(frozen=True)
class Properties:
    """As Java reads them: of several with one key the last holds, and `repeated` are the others, each with it."""

    settings: Mapping[str, Setting]
    repeated: tuple[tuple[Setting, Setting], ...]


def read_properties(text: str, file: str) -> Properties:
    """A line without a separator is a key with an empty value."""
    settings: dict[str, Setting] = {}
    repeated: list[Setting] = []
    for number, line in _logical_lines(text):
        if not line or line.removeprefix(BYTE_ORDER_MARK)[:1] in ("#", "!"):
            continue
        found = _PAIR.fullmatch(line)
        key, value = (found[1], found[2]) if found else (line, "")
        if key in settings:
            repeated.append(settings[key])
        settings[key] = Setting(key, None if _VARIABLE.search(value) else value.strip(), Place(file, number))
    return Properties(settings, tuple((each, settings[each.key]) for each in repeated))


def _logical_lines(text: str) -> list[tuple[int, str]]:
    """Lines with those that a backslash at the end continues, and the number of the first."""
    lines: list[tuple[int, str]] = []
    parts: list[str] = []
    start = 1
    for number, raw in enumerate(_NEW_LINE.split(text), start=1):
        line = raw.strip()
        start = start if parts else number
        if line.endswith("\\") and not line.startswith(("#", "!")):
            parts.append(line[:-1])
            continue
        lines.append((start, "".join([*parts, line])))
        parts = []
    if parts:
        lines.append((start, "".join(parts)))
    return lines
