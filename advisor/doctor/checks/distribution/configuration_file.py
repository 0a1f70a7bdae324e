"""The configuration lies in the file that this Flink reads.

Flink 2.x reads only `config.yaml`. 1.19 and 1.20 read `flink-conf.yaml` when it is there and `config.yaml` else; 1.18
knows only the old one. The other file is ignored without a word.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.configuration import NEW, OLD, configuration_file
from advisor.doctor.outcome import Said, failed, ok
from advisor.doctor.seen import Distribution


def check(distribution: Distribution) -> Iterator[Said]:
    read = configuration_file(distribution.version, distribution.files)
    other = OLD if read == NEW else NEW
    flink = f"Flink {distribution.version}"
    if other in distribution.files:
        yield failed(f"{flink} ignores {other} in conf/ and reads {read}", f"move its keys to {read} and remove it")
    elif read in distribution.files:
        yield ok(f"{flink} reads {read}")
    else:
        yield failed(f"conf/ has no {read}", f"render it: advisor render PROFILE --target {read}")
