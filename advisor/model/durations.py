"""The ways in which Flink writes a duration."""

from __future__ import annotations

import re

_DURATION = re.compile(r"(\d+)\s*([a-z]*)")
_MILLISECONDS = {
    **dict.fromkeys(("", "ms", "milli", "millis", "millisecond", "milliseconds"), 1),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1_000),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 60_000),
    **dict.fromkeys(("h", "hour", "hours"), 3_600_000),
    **dict.fromkeys(("d", "day", "days"), 86_400_000),
}


def milliseconds(text: str) -> int | None:
    """Of "10 s", "500ms", "2 min"; a bare number is milliseconds already. None for what is no duration."""
    found = _DURATION.fullmatch(text.strip().lower())
    return int(found[1]) * _MILLISECONDS[found[2]] if found and found[2] in _MILLISECONDS else None
