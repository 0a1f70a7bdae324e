"""From the names that Flink shows to the names that job code gave: `uid` == `name` == key of the profile."""

from __future__ import annotations

import re

_CHAIN = " -> "
_PREFIX = re.compile(r"^(Source|Sink): ")
_SUFFIX = re.compile(r"(\[\d+\])?(: (Writer|Committer|Global Committer|Pre Commit|Post Commit))?$")
# What Flink puts in the place of characters that a metric's name cannot have.
_NOT_IN_METRICS = re.compile(r"[ .:,]")
LONGEST_METRIC_PART = 80


def chain_parts(vertex_name: str) -> tuple[str, ...]:
    """The operators of a vertex as Flink names them; `a -> (b, c -> d)` forks after a and is a, b, c, d."""
    parts = re.split(r" -> |, ", vertex_name) if forks(vertex_name) else vertex_name.split(_CHAIN)
    return tuple(part.strip("() ") if forks(vertex_name) else part.strip() for part in parts)


def forks(vertex_name: str) -> bool:
    """Whether the chain hands its records to several operators."""
    return " -> (" in vertex_name


def operator_names(vertex_name: str) -> tuple[str, ...]:
    """The operators that a vertex chains, in order, under their plain names.

    `Source: a -> b_input -> b -> b_output -> c: Writer -> c: Committer` is a, b, c: a name that only extends
    another one of the chain (`b_input`) is a helper that Flink or the Table API put beside it.
    """
    names = list(dict.fromkeys(plain_name(part) for part in chain_parts(vertex_name)))
    return tuple(name for name in names if not helper_of(name, names)) or (vertex_name,)


def helper_of(name: str, names: list[str]) -> str | None:
    """The operator that this one only serves: `b` for `b_input`."""
    return next((other for other in names if name != other and name.startswith(f"{other}_")), None)


def label(vertex_name: str) -> str:
    """What a report calls the vertex."""
    return _CHAIN.join(operator_names(vertex_name))


def plain_name(part: str) -> str:
    """A part of a chain without what Flink adds to the name that the author gave."""
    return _SUFFIX.sub("", _PREFIX.sub("", part.strip())).strip() or part.strip()


def fused_functions(name: str) -> list[str]:
    """PyFlink joins the names of functions that it fuses; a name with brackets is one expression of SQL."""
    return [name] if any(bracket in name for bracket in "([{") else name.split(", ")


def metric_part(part: str) -> str:
    """A part of a chain as metrics spell it: `Source: a` is `Source__a`."""
    return _NOT_IN_METRICS.sub("_", part)[:LONGEST_METRIC_PART]
