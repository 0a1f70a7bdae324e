"""Flags for logs of the GC and of classes as JDK 8 had them: from JDK 9 on there is -Xlog.

Flink starts Java with IgnoreUnrecognizedVMOptions, so a flag that is gone is dropped in silence: no dates, no
rotation. Those of classes were understood up to JDK 16. PrintGC, PrintGCDetails and Xloggc are still understood, with a
warning, and Xloggc writes one file without rotation.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault, Severity
from advisor.lint.known.jvm import LOG_GONE_FROM, LOG_INSTEAD, STILL_LOGS
from advisor.lint.subjects import JvmFlags
from advisor.plan.jvm_flags import name, unified_log

SEVERITY = "warning"
SOURCE = "https://docs.oracle.com/en/java/javase/17/docs/specs/man/java.html#convert-gc-logging-flags-to-xlog"
_FIRST_XLOG = 9


def check(jvm: JvmFlags, _context: Context) -> Iterator[Fault]:
    """Silent on JDK 8. What still does what it says, on one of the JDKs that it may be, is told as info."""
    if min(jvm.jdks) < _FIRST_XLOG:
        return
    found = [flag for flag in jvm.flags if name(flag.text) in LOG_INSTEAD]
    together = unified_log(tuple(flag.text for flag in jvm.flags))
    of_gc = next((flag for flag in found if name(flag.text) not in LOG_GONE_FROM), None)
    for flag in found:
        word = name(flag.text)
        instead = LOG_INSTEAD[word] + (f"; all of them together: {together}" if flag is of_gc else "")
        what, severity = _judged(word, jvm.jdks)
        yield Fault(flag.setting.place, word, what, instead, severity)


def _judged(word: str, jdks: tuple[int, ...]) -> tuple[str, Severity | None]:
    if word == "Xloggc":
        return "is deprecated since JDK 9, and the file is not rotated", None
    gone = LOG_GONE_FROM.get(word, _FIRST_XLOG)
    if word in STILL_LOGS or max(jdks) < gone:
        return "is deprecated since JDK 9, and still works", "info"
    return f"is dropped in silence by JDK {gone} and later", "info" if min(jdks) < gone else None
