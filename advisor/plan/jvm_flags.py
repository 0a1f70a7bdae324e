"""What the JVM makes of its flags, by JDK: pure functions over `env.java.opts.taskmanager`, split at spaces.

Flink starts Java with IgnoreUnrecognizedVMOptions, so a flag that a JDK has dropped is no error: it does nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# The JDK from which on a flag is not known any more (release notes; JEP 271 for GC logs, JEP 363 for CMS).
_GONE_SINCE = {
    **dict.fromkeys(
        (
            "PrintGCDateStamps",
            "PrintGCTimeStamps",
            "PrintGCApplicationStoppedTime",
            "PrintGCApplicationConcurrentTime",
            "PrintTenuringDistribution",
            "PrintAdaptiveSizePolicy",
            "PrintHeapAtGC",
            "PrintReferenceGC",
            "PrintPromotionFailure",
            "UseGCLogFileRotation",
            "NumberOfGCLogFiles",
            "GCLogFileSize",
        ),
        9,
    ),
    "PermSize": 8,
    "MaxPermSize": 8,
    "UseParNewGC": 10,
    "AggressiveOpts": 13,
    "UseConcMarkSweepGC": 14,
    "UseCMSInitiatingOccupancyOnly": 14,
    "CMSInitiatingOccupancyFraction": 14,
    "CMSParallelRemarkEnabled": 14,
    "CMSScavengeBeforeRemark": 14,
    "CMSClassUnloadingEnabled": 14,
    "UseParallelOldGC": 16,
    "ZGenerational": 24,
}
_NOT_BEFORE = {"UseZGC": 11, "ZGenerational": 21}
_LOG_SINCE = 9
# Still understood by 9 and later, with a warning and without rotation; -Xlog says it all.
_OLD_LOG = ("PrintGC", "PrintGCDetails", "Xloggc")
_COLLECTORS = (
    "UseSerialGC",
    "UseParallelGC",
    "UseParallelOldGC",
    "UseG1GC",
    "UseZGC",
    "UseShenandoahGC",
    "UseConcMarkSweepGC",
    "UseParNewGC",
    "ZGenerational",
)
_FLAG = re.compile(r"-XX:[+-]?(\w+)|-(Xloggc):")


@dataclass(frozen=True)
class Modernised:
    """`flags` without what this JDK ignores; `dead` are the names of these, `log` is what takes the GC log's place."""

    flags: tuple[str, ...]
    dead: tuple[str, ...]
    log: str | None


def modernise(flags: tuple[str, ...], major: int) -> Modernised:
    """The flags as this JDK (8, 11, 17, 21 ...) understands them."""
    dead = tuple(dict.fromkeys(name(each) for each in flags if does_nothing(name(each), major)))
    if not dead:
        return Modernised(flags, (), None)
    logs = major >= _LOG_SINCE and any(_GONE_SINCE.get(each) == _LOG_SINCE for each in dead)
    log = unified_log(flags) if logs and not any(each.startswith("-Xlog:") for each in flags) else None
    dropped = {*dead, *(_OLD_LOG if logs else ())}
    kept = tuple(each for each in flags if name(each) not in dropped)
    return Modernised((*kept, log) if log else kept, dead, log)


def does_nothing(flag: str, major: int) -> bool:
    """Whether this JDK ignores the flag of that name; False for one that is not in the table."""
    return major >= _GONE_SINCE.get(flag, 1_000) or major < _NOT_BEFORE.get(flag, 0)


def unified_log(flags: tuple[str, ...]) -> str:
    """The -Xlog flag (JDK 9 and later) that writes what JDK 8's flags would have written, rotated."""
    values = {name(each): each.partition("=")[2] for each in flags}
    file = next((each.partition(":")[2] for each in flags if name(each) == "Xloggc"), "")
    if not file:
        return "-Xlog:gc*:stdout:time,uptime,level,tags"
    count, size = values.get("NumberOfGCLogFiles") or "10", values.get("GCLogFileSize") or "100M"
    return f"-Xlog:gc*:file={file}:time,uptime,level,tags:filecount={count},filesize={size}"


def has_collector(flags: tuple[str, ...]) -> bool:
    """Whether one is chosen; else the JVM takes G1, or Serial where it has one core or less than 1,792 MB."""
    return any(name(each) in _COLLECTORS and each.startswith("-XX:+") for each in flags)


def with_collector(flags: tuple[str, ...], *chosen: str) -> tuple[str, ...]:
    """The flags with this collector in the place of another; a JVM with two of them does not start."""
    replaced = {*_COLLECTORS, *map(name, chosen)}
    return (*chosen, *(each for each in flags if name(each) not in replaced))


def name(flag: str) -> str:
    """`UseG1GC` of `-XX:+UseG1GC`, `Xloggc` of `-Xloggc:FILE`; the flag itself where it is none of these."""
    found = _FLAG.match(flag)
    return (found[1] or found[2]) if found else flag
