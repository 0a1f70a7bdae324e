"""Which Java a Flink runs on."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.doctor.jars import minor_of
from advisor.doctor.seen import Java

# Flink's release notes: 2.0 dropped Java 8; 21 came with 1.19, and nothing later has been added.
OLDEST_SINCE = {(2, 0): 11, (1, 0): 8}
NEWEST = 21


@dataclass(frozen=True)
class Complaint:
    """`too_old`: Flink will not start; else nobody has tried it."""

    what: str
    hint: str
    too_old: bool


def complaint(java: Java, flink: str) -> Complaint | None:
    """What is wrong with this Java for Flink of that version; None when nothing is, or nothing is known."""
    minor = minor_of(flink)
    if java.major is None or minor is None:
        return None
    oldest = next(needed for since, needed in OLDEST_SINCE.items() if minor >= since)
    if java.major < oldest:
        what = f"Java {java.version}, and Flink {flink} needs {oldest} or later"
        return Complaint(what, "install JDK 17 and let JAVA_HOME name it", True)
    if java.major > NEWEST:
        what = f"Java {java.version} is newer than any that Flink {flink} was released for ({NEWEST})"
        return Complaint(what, "take JDK 17 or 21", False)
    return None
