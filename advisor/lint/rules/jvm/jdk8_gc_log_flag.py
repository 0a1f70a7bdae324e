"""Flags for the GC log as JDK 8 had them: from JDK 9 on there is -Xlog.

Flink starts Java with IgnoreUnrecognizedVMOptions, so a flag that is gone is dropped in silence: no dates, no
rotation. PrintGC, PrintGCDetails and Xloggc are still understood, with a warning, and Xloggc writes one file without
rotation.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.known.jvm import LOG_INSTEAD, STILL_LOGS
from advisor.lint.subjects import JvmFlags
from advisor.plan.jvm_flags import name, unified_log

SEVERITY = "warning"
SOURCE = "https://docs.oracle.com/en/java/javase/17/docs/specs/man/java.html#convert-gc-logging-flags-to-xlog"
_FIRST_XLOG = 9


def check(jvm: JvmFlags, _context: Context) -> Iterator[Fault]:
    """Silent on JDK 8. PrintGC and PrintGCDetails, which still do what they say, are told as info."""
    if min(jvm.jdks) < _FIRST_XLOG:
        return
    found = [flag for flag in jvm.flags if name(flag.text) in LOG_INSTEAD]
    together = unified_log(tuple(flag.text for flag in jvm.flags))
    for flag in found:
        word = name(flag.text)
        instead = LOG_INSTEAD[word] + (f"; all of them together: {together}" if flag is found[0] else "")
        if word not in STILL_LOGS:
            yield Fault(flag.setting.place, word, "is dropped in silence by JDK 9 and later", instead)
        elif word == "Xloggc":
            yield Fault(flag.setting.place, word, "is deprecated since JDK 9, and the file is not rotated", instead)
        else:
            yield Fault(flag.setting.place, word, "is deprecated since JDK 9, and still works", instead, "info")
