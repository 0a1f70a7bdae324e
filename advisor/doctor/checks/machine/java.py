"""Flink's client finds a Java that it runs on.

Flink 2.x needs Java 11 or later, 1.18 to 1.20 Java 8 or later; 21 is the newest that either was released for.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.java import complaint
from advisor.doctor.outcome import Said, failed, ok, warning
from advisor.doctor.seen import Distribution, Machine
from advisor.model.unknown import Unknown


def check(machine: Machine, distribution: Distribution | Unknown) -> Iterator[Said]:
    java = machine.java
    if isinstance(java, Unknown):
        yield failed(java.reason, "install a JDK (17 for Flink 2.x) and let JAVA_HOME name it")
        return
    said = complaint(java, distribution.version) if isinstance(distribution, Distribution) else None
    if said is None:
        yield ok(f"Java {java.version}")
    elif said.too_old:
        yield failed(said.what, said.hint)
    else:
        yield warning(said.what, said.hint)
