"""Flink's settings as they are in force, and the ways in which Flink writes a duration."""

from __future__ import annotations

from advisor.diagnose.context import Subject
from advisor.model.durations import milliseconds
from advisor.model.unknown import Measure, Unknown


def flink_setting(subject: Subject, key: str) -> str | None:
    """What the cluster says, else what the profile wants; None when neither sets it."""
    told = subject.job.last.setting(key)
    if told is not None:
        return told
    wanted = subject.settings.flink_value(key)
    return None if wanted is None else str(wanted)


def duration_ms(text: str) -> Measure:
    """Milliseconds of "10 s", "500ms", "2 min"; a bare number is milliseconds already. Unknown for anything else."""
    found = milliseconds(text)
    return Unknown(f"{text!r} is no duration") if found is None else float(found)
