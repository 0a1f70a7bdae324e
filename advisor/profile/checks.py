"""Rules that no single field can state, over plain values, so that they speak even while other fields are wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from advisor.profile.document import Document, KeyPath, leaves
from advisor.profile.schema.jvm import CHOOSES_COLLECTOR

Fault = tuple[KeyPath, str]

_SECRET_KEY = re.compile(r"(^|[._-])(password|passwd|secret|token|(secret|api|access)[._-]?key)$", re.IGNORECASE)
# A reference such as ${file:/run/secrets/kafka:password} is no secret; Kafka resolves it on the cluster.
_SECRET_IN_VALUE = re.compile(
    r"(password|passwd|secret|token)\s*=\s*[\"']?(?!\$\{)[^\s\"']|://[^\s/:@]+:[^\s/:@]+@", re.IGNORECASE
)
_REFERENCE = re.compile(r"\$\{\w+:[^}]+\}")
_REPLACES_ADD_OPENS = ("env.java.opts", "env.java.opts.all")


def secrets(document: Document) -> Iterator[Fault]:
    """Values that must not stand in a file which ends in git, in config.yaml and in Flink's REST API."""
    for path, value in leaves(document.values):
        by_key = bool(_SECRET_KEY.search(path[-1])) and not _REFERENCE.fullmatch(str(value))
        if not by_key and not _SECRET_IN_VALUE.search(str(value)):
            continue
        if path[0] in ("flink", "jvm"):
            yield path, "would be readable in config.yaml and in Flink's REST API; set it where the cluster is started"
        elif path[0] == "kafka":
            yield path, "holds a secret; write ${file:/path/of.properties:name} and Kafka's config.providers to read it"
        else:
            yield (
                path,
                "a secret does not belong in a profile; name an environment variable (database.password_env) "
                "or a file (database.password_file) that holds it",
            )


def contradictions(document: Document) -> Iterator[Fault]:
    """Values that are right alone and wrong together."""
    limit = document.value(("job", "max_parallelism"))
    for uid in document.values.get("operators") or () if isinstance(document.values.get("operators"), dict) else ():
        path = ("operators", uid, "parallelism")
        own = document.value(("operators", uid, "max_parallelism"))
        most, whose = (limit, "job.max_parallelism") if own is None else (own, "its max_parallelism")
        if _more(parallelism := document.value(path), most):
            yield path, f"is {parallelism}, must be at most {whose} ({most})"
    first, longest = (document.value(("operators", "jdbc_sink", f"retry_backoff_{key}ms")) for key in ("", "max_"))
    if _more(first, longest):
        path = ("operators", "jdbc_sink", "retry_backoff_ms")
        yield path, f"is {first}, must be at most retry_backoff_max_ms ({longest})"
    ways = [document.value(("database", key)) for key in ("password_env", "password_file")]
    if isinstance(document.values.get("database"), dict) and ways.count(None) != 1:
        which = "neither is set" if ways.count(None) else "both are set, unset one with null"
        yield ("database",), f"must have exactly one of password_env and password_file; {which}"
    yield from _collectors(document)
    for key in _REPLACES_ADD_OPENS:
        if document.value(("flink", key)) is not None:
            yield ("flink", key), "replaces the --add-opens that Flink needs; use env.java.opts.taskmanager"


def _collectors(document: Document) -> Iterator[Fault]:
    """A JVM with two collectors does not start; one that its JDK has only as an experiment neither."""
    collector, jdk = document.value(("jvm", "gc")), document.value(("jvm", "jdk"))
    if collector == "zgc" and jdk == 11:
        yield ("jvm", "gc"), "is zgc, which JDK 11 has only as an experiment; use g1, or JDK 17 or 21"
    flags = document.value(("jvm", "flags"))
    for flag in flags if isinstance(flags, list) else ():
        if CHOOSES_COLLECTOR.fullmatch(str(flag)):
            yield ("jvm", "flags"), f"chooses a collector ({flag}); that is jvm.gc's to say"
    explicit = str(document.value(("flink", "env.java.opts.taskmanager"))).split()
    chosen = [flag for flag in explicit if CHOOSES_COLLECTOR.fullmatch(flag)]
    if len(set(chosen)) > 1:
        yield ("flink", "env.java.opts.taskmanager"), f"chooses {len(set(chosen))} collectors: {', '.join(chosen)}"


def _more(one: Any, other: Any) -> bool:
    return type(one) is int and type(other) is int and one > other
