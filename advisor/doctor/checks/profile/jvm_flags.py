"""The JVM understands every flag of `env.java.opts.*`.

Flink starts Java with IgnoreUnrecognizedVMOptions: a flag that a JDK has dropped (the GC log flags of JDK 8, for one)
is no error, it does nothing. Held against the cluster's JDK, and without a cluster against this machine's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok, skipped
from advisor.doctor.seen import Cluster, Java, Machine
from advisor.model.unknown import Unknown
from advisor.plan.jvm_flags import modernise
from advisor.profile.render.flink_settings import flink_settings
from advisor.profile.schema import Profile

_KEYS = re.compile(r"env\.java\.opts(\.(all|jobmanager|taskmanager|client))?")


def check(profile: Profile, machine: Machine, cluster: Cluster | Unknown) -> Iterator[Said]:
    java = cluster.java if isinstance(cluster, Cluster) else machine.java
    if not isinstance(java, Java) or java.major is None:
        yield skipped("which JDK will run is not known")
        return
    of_cluster = cluster.configuration if isinstance(cluster, Cluster) else {}
    settings = {key: str(value) for key, value in {**of_cluster, **flink_settings(profile)}.items()}
    flags = {key: tuple(value.split()) for key, value in settings.items() if _KEYS.fullmatch(key)}
    dead = {key: found for key, each in flags.items() if (found := modernise(each, java.major)).dead}
    for key, found in dead.items():
        instead = f", and write {found.log}" if found.log else ""
        yield failed(f"{key}: JDK {java.major} ignores {', '.join(found.dead)}", f"take them out{instead}")
    if not dead:
        yield ok(f"JDK {java.major} knows all {sum(map(len, flags.values()))} flags")
