"""There is a Flink distribution on this machine, of a version that the templates run on.

Taken: --flink-home, else FLINK_HOME, else where `flink` on the PATH lies, else the apache-flink wheel.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.jars import minor_of
from advisor.doctor.outcome import Said, failed, ok, warning
from advisor.doctor.seen import Distribution
from advisor.model.unknown import Unknown

OLDEST = (1, 18)


def check(distribution: Distribution | Unknown) -> Iterator[Said]:
    if isinstance(distribution, Unknown):
        yield failed(distribution.reason, "unpack Flink, or pip install apache-flink, and let FLINK_HOME name it")
        return
    minor = minor_of(distribution.version)
    if minor is None:
        yield warning(f"flink-dist in {distribution.home} names no version", "put Flink's own jars back into lib/")
    elif minor < OLDEST:
        yield failed(f"Flink {distribution.version} in {distribution.home}", "use Flink 1.18 or later")
    else:
        yield ok(f"Flink {distribution.version} in {distribution.home}")
