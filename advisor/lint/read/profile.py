"""A profile of this project: Flink's keys, both Kafka clients, and the job's sizes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from advisor.errors import BadInput
from advisor.lint.context import SUPPORTED_JDKS, Context
from advisor.lint.known.flink import NEWEST
from advisor.lint.read.flink import checkpoint_interval_ms, flink_subjects, is_adaptive
from advisor.lint.read.jvm import jvm_flags
from advisor.lint.subjects import Job, KafkaClient, Operator, Role, Setting, Subject
from advisor.profile.document import Document, KeyPath, read_document
from advisor.profile.profile import find_faults
from advisor.profile.schema.operators import Operators

_SOURCE, _LOOKUP, _SINK = "kafka_source", "lookup", "jdbc_sink"
_PARTITIONS = ("deployment", "topics", "partitions")
# Operators of the job templates that keep state by key.
_KEYED = ("window",)


def read_profile(path: Path, environ: Mapping[str, str], text: str | None = None) -> Document:
    """Raises BadInput with one line a fault; a variable that is not set here is none."""
    document = read_document(path, environ, text)
    if faults := find_faults(document):
        raise BadInput("\n".join(faults))
    return document


def files_of(document: Document) -> set[str]:
    """The profile and all that it extends."""
    return {place.file for place in document.places.values()}


def profile_subjects(document: Document, context: Context) -> Iterator[Subject]:
    """Everything that rules look at in a profile; `context` is the one that it adds to itself."""
    flink = _settings(document, ("flink",))
    if mode := _setting(document, ("python", "mode")):
        flink.setdefault("python.execution-mode", mode)
    place = document.place(("flink",))
    yield from flink_subjects(flink, "profile", place, (context.flink or NEWEST,), context)
    if flags := _setting(document, ("jvm", "flags")):
        yield jvm_flags(
            [(" ".join(map(str, flags.value or ())), flags)], (context.jdk,) if context.jdk else SUPPORTED_JDKS
        )
    for role in ("consumer", "producer"):
        yield _kafka(document, role)
    yield _job(document, flink)


def with_profile(context: Context, document: Document) -> Context:
    """What a profile adds to the context; what an option says stays."""

    def number(given: float | None, *path: str) -> float | None:
        found = _setting(document, path)
        return given if given is not None or found is None else found.number()

    jdk, partitions = number(context.jdk, "jvm", "jdk"), number(context.partitions, *_PARTITIONS)
    version = _setting(document, ("deployment", "flink_version"))
    return replace(
        context,
        flink=context.flink or (version.text() if version else None),
        jdk=None if jdk is None else int(jdk),
        partitions=None if partitions is None else int(partitions),
        latency_budget_ms=number(context.latency_budget_ms, "limits", "latency_budget_ms"),
        slots=number(context.slots, "limits", "slots"),
        connections=number(context.connections, "limits", "database_connections"),
        database=True,
    )


def _kafka(document: Document, role: Role) -> KafkaClient:
    path: KeyPath = ("kafka", role)
    settings, place = _settings(document, path), document.place(path)
    return KafkaClient(settings, "java", role, place, in_flink=True, database=True)


def _job(document: Document, flink: Mapping[str, Setting]) -> Job:
    here = document.values["operators"]
    bundle = _setting(document, ("python", "bundle_time_ms"))
    return Job(
        operators={uid: _operator(document, uid) for uid in Operators.model_fields if here.get(uid) is not None},
        source=_SOURCE,
        sink=_SINK,
        bundle_time_ms=bundle.number() if bundle else None,
        checkpoint_interval_ms=checkpoint_interval_ms(flink),
        adaptive=is_adaptive(flink),
    )


def _operator(document: Document, uid: str) -> Operator:
    path = ("operators", uid)
    group = _setting(document, (*path, "slot_sharing_group"))
    own_most, most = _setting(document, (*path, "max_parallelism")), _setting(document, ("job", "max_parallelism"))
    return Operator(
        parallelism=_setting(document, (*path, "parallelism")),
        max_parallelism=own_most or most,
        keyed=uid in _KEYED,
        slot_sharing_group=group.text() if group else None,
        batch_size=_setting(document, (*path, "batch_size")),
        batch_interval_ms=_setting(document, (*path, "batch_interval_ms")),
        connections=_connections(document, uid),
    )


def _connections(document: Document, uid: str) -> float:
    """Of each subtask: the sink holds one, a lookup one, or one for each query that it has under way."""
    if uid == _LOOKUP and document.value(("lookup", "mode")) == "async":
        capacity = _setting(document, ("lookup", "capacity"))
        return (capacity.number() if capacity else None) or 1
    return float(uid in (_SINK, _LOOKUP))


def _settings(document: Document, path: KeyPath) -> dict[str, Setting]:
    below: Any = document.values
    for key in path:
        below = below.get(key) if isinstance(below, dict) else None
    found = {key: _setting(document, (*path, key)) for key in below or {}}
    return {key: each for key, each in found.items() if each is not None}


def _setting(document: Document, path: KeyPath) -> Setting | None:
    """None where nothing is set; a variable that is not set is a value that is not known."""
    value = document.value(path)
    if value is None and path not in document.unset:
        return None
    verbatim = path[0] in ("flink", "kafka")
    known = None if path in document.unset else value
    return Setting(path[-1] if verbatim else ".".join(path), known, document.place(path))
