"""Two garbage collectors chosen for one JVM: it does not start."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import JvmFlags
from advisor.plan.jvm_flags import name

SEVERITY = "critical"
SOURCE = "https://docs.oracle.com/en/java/javase/17/gctuning/available-collectors.html"
_COLLECTORS = ("UseSerialGC", "UseParallelGC", "UseG1GC", "UseZGC", "UseShenandoahGC", "UseEpsilonGC")


def check(jvm: JvmFlags, _context: Context) -> Iterator[Fault]:
    """Silent where one is chosen and others are switched off, or the same one twice."""
    on: dict[str, bool] = {}
    for flag in jvm.flags:
        word = name(flag.text)
        if word in _COLLECTORS:
            on[word] = flag.text.startswith("-XX:+")  # the last one of a name counts
    chosen = [word for word, is_on in on.items() if is_on]
    if len(chosen) > 1:
        last = next(flag for flag in reversed(jvm.flags) if name(flag.text) == chosen[-1])
        yield Fault(
            last.setting.place, chosen[-1], f"a second collector beside {chosen[0]}: Java refuses to start", "one"
        )
