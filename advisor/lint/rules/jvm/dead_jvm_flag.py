"""A flag that the JDK in use has dropped, or does not have yet.

Flink starts Java with IgnoreUnrecognizedVMOptions: nothing says that the flag does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.known.jvm import INSTEAD, LOG_INSTEAD, TOLD_FROM, is_dead
from advisor.lint.subjects import JvmFlags
from advisor.plan.jvm_flags import name

SEVERITY = "warning"
SOURCE = "https://docs.oracle.com/en/java/javase/17/docs/specs/man/java.html#removed-java-options"
_NEVER = 1_000


def check(jvm: JvmFlags, _context: Context) -> Iterator[Fault]:
    """Silent on what the newest JDK that it may be takes: without `--jdk`, 11, 17 and 21 are meant. What an older one
    of them takes is told as info. Flags of the GC log have a rule of their own (jdk8_gc_log_flag)."""
    for flag in jvm.flags:
        word = name(flag.text)
        if not flag.text.startswith("-XX:") or word in LOG_INSTEAD:
            continue
        dead = [jdk for jdk in jvm.jdks if is_dead(word, jdk)]
        if max(jvm.jdks) in dead:
            versions = " and ".join(map(str, dead))
            silently = "" if max(dead) >= TOLD_FROM.get(word, _NEVER) else " in silence"
            yield Fault(
                flag.setting.place,
                word,
                f"JDK {versions} {'drops' if len(dead) == 1 else 'drop'} it{silently}",
                INSTEAD.get(word, "leave it out"),
                None if len(dead) == len(jvm.jdks) else "info",
            )
