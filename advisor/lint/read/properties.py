"""Java's properties files: `key=value`, comments with # or !."""

from __future__ import annotations

import re

from advisor.errors import BadInput
from advisor.lint.subjects import Setting
from advisor.profile.document import Place

_PAIR = re.compile(r"([^\s=:]+)\s*[=:\s]\s*(.*)")
_VARIABLE = re.compile(r"\$\{")


def read_properties(text: str, file: str) -> dict[str, Setting]:
    """Key -> setting. Raises BadInput for a key that stands twice, and for a line that is none."""
    settings: dict[str, Setting] = {}
    number = 0
    for start, line in _logical_lines(text):
        number = start
        if not line or line[0] in "#!":
            continue
        found = _PAIR.fullmatch(line)
        key, value = (found[1], found[2]) if found else (line, "")
        if not found:
            raise BadInput(f"{file}:{number}: is no `key=value`")
        if key in settings:
            raise BadInput(f"{file}:{number}: {_short(key)}: stands twice, first in line {settings[key].place.line}")
        settings[key] = Setting(key, None if _VARIABLE.search(value) else value.strip(), Place(file, number))
    return settings


def _logical_lines(text: str) -> list[tuple[int, str]]:
    """Lines with those that a backslash at the end continues, and the number of the first."""
    lines: list[tuple[int, str]] = []
    parts: list[str] = []
    start = 1
    for number, raw in enumerate(text.splitlines(), start=1):
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


def _short(key: str) -> str:
    return key if len(key) <= 60 else f"{key[:60]}..."
