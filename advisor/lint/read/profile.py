"""A profile of this project: Flink's keys, both Kafka clients, and the job's sizes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from advisor.errors import BadInput
from advisor.lint.context import Context
from advisor.lint.known.flink import NEWEST
from advisor.lint.read.flink import checkpoint_interval_ms, flink_subjects
from advisor.lint.subjects import Job, KafkaClient, Operator, Role, Setting, Subject
from advisor.profile.document import Document, KeyPath, read_document
from advisor.profile.profile import find_faults

_SOURCE, _SINK = "kafka_source", "jdbc_sink"
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
    """Everything that rules look at in a profile."""
    flink = _settings(document, ("flink",))
    place = document.place(("flink",))
    yield from flink_subjects(flink, "profile", place, context.flink or NEWEST, context)
    for role in ("consumer", "producer"):
        yield _kafka(document, role)
    yield _job(document, checkpoint_interval_ms(flink))


def with_profile(context: Context, document: Document) -> Context:
    """What a profile adds to the context of other files; what an option says stays."""

    def limit(name: str, given: float | None) -> float | None:
        found = _setting(document, ("limits", name))
        return given if given is not None or found is None else found.number()

    return Context(
        flink=context.flink,
        jdk=context.jdk,
        client=context.client,
        partitions=context.partitions,
        gc_pause_ms=context.gc_pause_ms,
        records_per_second=context.records_per_second,
        latency_budget_ms=limit("latency_budget_ms", context.latency_budget_ms),
        slots=limit("slots", context.slots),
        connections=limit("database_connections", context.connections),
        database=True,
    )


def _kafka(document: Document, role: Role) -> KafkaClient:
    path: KeyPath = ("kafka", role)
    settings = _settings(document, path)
    return KafkaClient(
        settings,
        "java",
        role,
        document.place(path),
        complete=False,
        in_flink=True,
        database=True,
    )


def _job(document: Document, interval_ms: float | None) -> Job:
    uids = list(document.values["operators"])
    bundle = _setting(document, ("python", "bundle_time_ms"))
    return Job(
        operators={uid: _operator(document, uid) for uid in uids},
        source=_SOURCE,
        sink=_SINK,
        bundle_time_ms=bundle.number() if bundle else None,
        checkpoint_interval_ms=interval_ms,
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
    )


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
    place = document.place(path)
    return Setting(
        path[-1] if path[0] in ("flink", "kafka") else ".".join(path), None if path in document.unset else value, place
    )
