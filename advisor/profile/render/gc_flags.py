"""The TaskManagers' JVM flags: what the section `jvm` stands for, and what stands in Flink's own key beside it."""

from __future__ import annotations

import re

from advisor.profile.schema.jvm import CHOOSES_COLLECTOR, GcLog, Jvm

# ZGC is generational when told so from JDK 21 on, and by itself from 23 on.
_COLLECTORS = {
    "g1": ("-XX:+UseG1GC",),
    "parallel": ("-XX:+UseParallelGC",),
    "zgc": ("-XX:+UseZGC",),
}
_GENERATIONAL_SINCE = 21
_LOGS_GC = re.compile(r"-Xlog:[^:]*\bgc|-Xloggc|-XX:\+PrintGC")


def jvm_flags(jvm: Jvm | None, explicit: tuple[str, ...]) -> tuple[str, ...]:
    """All flags; an explicit one wins over a generated one for the same end, so there is never a second collector."""
    if jvm is None:
        return explicit
    chosen = [each for each in explicit if CHOOSES_COLLECTOR.fullmatch(each)]
    own = collector_flags(jvm)
    if chosen and own[0] not in chosen:
        own = ()  # its pause goal is for the collector that is not used
    names = {_name(each) for each in explicit}
    logs = () if jvm.gc_log is None or any(map(_LOGS_GC.match, explicit)) else (log_flag(jvm.gc_log),)
    return (*(each for each in (*own, *logs, *jvm.flags) if _name(each) not in names), *explicit)


def collector_flags(jvm: Jvm) -> tuple[str, ...]:
    """The collector first, then its settings."""
    generational = ("-XX:+ZGenerational",) if jvm.gc == "zgc" and jvm.jdk >= _GENERATIONAL_SINCE else ()
    aims = jvm.max_gc_pause_ms is not None and jvm.gc != "zgc"
    pause = (f"-XX:MaxGCPauseMillis={jvm.max_gc_pause_ms}",) if aims else ()
    return (*_COLLECTORS[jvm.gc], *generational, *pause)


def log_flag(log: GcLog) -> str:
    """One file a process (%p), so that two TaskManagers on one machine do not write over each other's."""
    return (
        f"-Xlog:gc*:file={log.dir.rstrip('/')}/gc-%p.log:time,uptime,level,tags"
        f":filecount={log.files},filesize={log.size}"
    )


def _name(flag: str) -> str:
    """What a flag sets: `MaxGCPauseMillis`; the flag itself where it is no -XX one."""
    found = re.match(r"-XX:[+-]?(\w+)", flag)
    return found[1] if found else flag
