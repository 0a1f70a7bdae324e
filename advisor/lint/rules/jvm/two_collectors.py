"""Two garbage collectors chosen for one JVM: it does not start.

A JVM of Flink gets the flags of env.java.opts.all and those of its own kind, such as env.java.opts.taskmanager.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.known.jvm import is_dead
from advisor.lint.subjects import Flag, JvmFlags
from advisor.plan.jvm_flags import name

SEVERITY = "critical"
SOURCE = "https://docs.oracle.com/en/java/javase/17/gctuning/available-collectors.html"
# Flags of one collector go together.
_COLLECTORS = {
    "UseSerialGC": "serial",
    "UseParallelGC": "parallel",
    "UseParallelOldGC": "parallel",
    "UseConcMarkSweepGC": "CMS",
    "UseParNewGC": "CMS",
    "UseG1GC": "G1",
    "UseZGC": "Z",
    "UseShenandoahGC": "Shenandoah",
    "UseEpsilonGC": "Epsilon",
}


def check(jvm: JvmFlags, _context: Context) -> Iterator[Fault]:
    """Silent where one is chosen and others are switched off, the same one twice, and where the JDK has dropped all but
    one (dead_jvm_flag). A warning where only some of the JDKs that it may be refuse to start."""
    every = (*jvm.before, *jvm.flags)
    refuse = [jdk for jdk in jvm.jdks if len({_COLLECTORS[name(flag.text)] for flag in _chosen(every, jdk)}) > 1]
    chosen = _chosen(every, refuse[0]) if refuse else []
    here = [flag for flag in chosen if flag in jvm.flags]
    if not here:
        return
    last = name(here[-1].text)
    other = next(flag for flag in chosen if _COLLECTORS[name(flag.text)] != _COLLECTORS[last])
    where = "" if other in jvm.flags else f" of {other.setting.key}"
    certain = len(refuse) == len(jvm.jdks)
    yield Fault(
        here[-1].setting.place,
        last,
        f"a second collector beside {name(other.text)}{where}: "
        + ("Java refuses to start" if certain else f"JDK {' and '.join(map(str, refuse))} does not start"),
        "one",
        None if certain else "warning",
    )


def _chosen(flags: Iterable[Flag], jdk: int) -> list[Flag]:
    """Those that are on, and that this JDK knows; the last flag of a name counts."""
    last = {name(flag.text): flag for flag in flags if name(flag.text) in _COLLECTORS}
    return [flag for word, flag in last.items() if flag.text.startswith("-XX:+") and not is_dead(word, jdk)]
