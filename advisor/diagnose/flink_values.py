"""Flink's settings as they are in force, and the ways in which Flink writes a duration."""

from __future__ import annotations

import re

from advisor.diagnose.context import Subject
from advisor.model.unknown import Measure, Unknown

_DURATION = re.compile(r"(\d+)\s*([a-z]*)")
_MILLISECONDS = {
    **dict.fromkeys(("", "ms", "milli", "millis", "millisecond", "milliseconds"), 1),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1_000),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 60_000),
    **dict.fromkeys(("h", "hour", "hours"), 3_600_000),
    **dict.fromkeys(("d", "day", "days"), 86_400_000),
}


def flink_setting(subject: Subject, key: str) -> str | None:
    """What the cluster says, else what the profile wants; None when neither sets it."""
    told = subject.job.last.setting(key)
    if told is not None:
        return told
    wanted = subject.settings.flink_value(key)
    return None if wanted is None else str(wanted)


def duration_ms(text: str) -> Measure:
    """Milliseconds of "10 s", "500ms", "2 min"; a bare number is milliseconds already. Unknown for anything else."""
    found = _DURATION.fullmatch(text.strip().lower())
    if found is None or found[2] not in _MILLISECONDS:
        return Unknown(f"{text!r} is no duration")
    return float(found[1]) * _MILLISECONDS[found[2]]
