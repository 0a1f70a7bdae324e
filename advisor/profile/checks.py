"""Rules that no single field can state, over plain values, so that they speak even while other fields are wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from advisor.profile.document import Document, KeyPath, leaves
from advisor.profile.flink_names import former_names
from advisor.profile.flink_values import too_small_memory, unreadable_values
from advisor.profile.schema.jvm import CHOOSES_COLLECTOR
from advisor.profile.schema.keys import known_keys
from advisor.secrets import has_credentials, is_secret

Fault = tuple[KeyPath, str]

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SCALAR = (str, int, float)
_STATE_DIR, _FLINK_VERSION = ("deployment", "state_dir"), ("deployment", "flink_version")
_WORKERS = ("python", "worker_memory")
_WORKER_MEMORY = "taskmanager.memory.task.off-heap.size"  # what that stands for
_PASSWORD_ENV = ("database", "password_env")
_ADD_OPENS = (
    "would take the --add-opens away that flink-conf.yaml must have in this key; "
    "use env.java.opts.taskmanager and env.java.opts.jobmanager"
)
_REPLACES_ADD_OPENS = ("env.java.opts", "env.java.opts.all")


def secrets(document: Document) -> Iterator[Fault]:
    """Values that must not stand in a file which ends in git, in config.yaml and in Flink's REST API."""
    for path, value in leaves(document.values):
        # A key of the profile's own is about a secret at most: deployment.kubernetes.secret is the name of one.
        key = "" if path[-1] in known_keys(path[:-1]) else path[-1]
        texts = [str(each) for each in (value if isinstance(value, list) else [value])]
        if path == _PASSWORD_ENV and not _VARIABLE.fullmatch(str(value)):
            yield path, "must be the name of an environment variable, such as PGPASSWORD, not what it holds"
        elif any(is_secret(key, text) for text in texts):
            yield path, _instead(path, any(map(has_credentials, texts)))
    if _PASSWORD_ENV in document.from_environment:
        yield _PASSWORD_ENV, "must be the name of the variable itself: PGPASSWORD, not ${PGPASSWORD}"


def _instead(path: KeyPath, in_address: bool) -> str:
    if path[0] in ("flink", "jvm"):
        return "would be readable in config.yaml and in Flink's REST API; set it where the cluster is started"
    if path[0] == "kafka" and not in_address:
        return "holds a secret; write ${file:/path/of.properties:name} and Kafka's config.providers to read it"
    if in_address:
        return "credentials do not belong in an address; leave them out, and set them where the cluster is started"
    return (
        "a secret does not belong in a profile; name an environment variable (database.password_env) "
        "or a file (database.password_file) that holds it"
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
    yield from _of_flink(document)
    for key in _REPLACES_ADD_OPENS:
        if document.value(("flink", key)) is not None:
            yield ("flink", key), _ADD_OPENS


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


def _of_flink(document: Document) -> Iterator[Fault]:
    """Flink's own keys, with what other sections stand for; one whose variable is not set may become anything."""
    section = document.values.get("flink")
    keys = [key for key, value in section.items() if isinstance(value, _SCALAR)] if isinstance(section, dict) else []
    flink = {key: document.value(("flink", key)) for key in keys if ("flink", key) not in document.unset}
    state_dir, version, workers = (_text(document, path) for path in (_STATE_DIR, _FLINK_VERSION, _WORKERS))
    memory = {**({_WORKER_MEMORY: workers} if workers else {}), **flink}
    for told in (unreadable_values(flink), former_names(flink, state_dir, version), too_small_memory(memory)):
        yield from ((("flink", key), sentence) for key, sentence in told)


def _text(document: Document, path: KeyPath) -> str | None:
    value = document.value(path)
    return value if isinstance(value, str) and path not in document.unset else None


def _more(one: Any, other: Any) -> bool:
    return type(one) is int and type(other) is int and one > other
