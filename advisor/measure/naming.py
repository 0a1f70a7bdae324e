"""From the names that Flink shows to the names that job code gave: `uid` == `name` == key of the profile."""

from __future__ import annotations

import re

_CHAIN = " -> "
_PREFIX = re.compile(r"^(Source|Sink): ")
_SUFFIX = re.compile(r"(\[\d+\])?(: (Writer|Committer|Global Committer|Pre Commit|Post Commit))?$")


def operator_names(vertex_name: str) -> tuple[str, ...]:
    """The operators that a vertex chains, in order, under their plain names.

    `Source: a -> b_input -> b -> b_output -> c: Writer -> c: Committer` is a, b, c: a name that only extends
    another one of the chain (`b_input`) is a helper that Flink or the Table API put beside it.
    """
    names = list(dict.fromkeys(_plain(part) for part in vertex_name.split(_CHAIN)))
    return tuple(name for name in names if not any(name.startswith(f"{other}_") for other in names)) or (vertex_name,)


def label(vertex_name: str) -> str:
    """What a report calls the vertex."""
    return _CHAIN.join(operator_names(vertex_name))


def _plain(part: str) -> str:
    return _SUFFIX.sub("", _PREFIX.sub("", part.strip())).strip() or part.strip()
