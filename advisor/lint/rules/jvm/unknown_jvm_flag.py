"""A -XX flag that no listed JDK knows: it is dropped in silence, because Flink adds IgnoreUnrecognizedVMOptions."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.known import nearest
from advisor.lint.known.jvm import JDKS, all_flags
from advisor.lint.subjects import JvmFlags
from advisor.lint.thresholds import SIMILAR
from advisor.plan.jvm_flags import name

SEVERITY = "warning"
SOURCE = "https://docs.oracle.com/en/java/javase/17/docs/specs/man/java.html"
THRESHOLDS = (SIMILAR,)


def check(jvm: JvmFlags, _context: Context) -> Iterator[Fault]:
    """Silent on JDKs that are not listed, and on flags that any JDK had (dead_jvm_flag, jdk8_gc_log_flag). One like no
    other is told as info: another vendor's JVM, or another processor's, may have it."""
    if not set(JDKS).issuperset(jvm.jdks):
        return
    for flag in jvm.flags:
        word = name(flag.text)
        if not flag.text.startswith("-XX:") or word in all_flags() or word == flag.text:
            continue
        meant = nearest(word, all_flags())
        if meant:
            yield Fault(flag.setting.place, word, "no JDK knows this flag", f"{meant} (is this what was meant?)")
        else:
            yield Fault(flag.setting.place, word, "OpenJDK on Linux knows no such flag", "leave it out", "info")
