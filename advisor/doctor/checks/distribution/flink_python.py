"""flink-python is in lib/ or opt/ of the client.

It lies in opt/, and `flink run` adds it to the job from there, unless `pipeline.jars` is set: that drops it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.doctor.outcome import Said, failed, ok
from advisor.doctor.seen import Distribution

_NAME = "flink-python"


def check(distribution: Distribution, wanted: Mapping[str, str]) -> Iterator[Said]:
    in_lib, in_opt = (any(jar.artifact == _NAME for jar in jars) for jars in (distribution.lib, distribution.opt))
    file = f"{_NAME}-{distribution.version}.jar"
    if in_lib:
        yield ok(f"{_NAME} is in lib/")
    elif not in_opt:
        yield failed(
            f"{_NAME} is neither in lib/ nor in opt/ of {distribution.home}",
            f"put {file} into lib/: without it Flink runs no Python",
        )
    elif wanted.get("pipeline.jars"):
        yield failed(
            f"{_NAME} is in opt/ only, and pipeline.jars drops the one that `flink run` adds",
            f"copy {file} from opt/ to lib/ on every machine",
        )
    else:
        yield ok(f"{_NAME} is in opt/; `flink run` adds it")
