"""From a raw Kafka record to what the user's function makes of it, or to a dead letter that says why. Pure Python."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

import orjson

from jobs.errors import SettingsError
from jobs.operators.dead_letters import DeadLetter
from jobs.rejection import Record, Rejected

Function = Callable[[dict[str, Any]], dict[str, Any]]


class RawRecord(NamedTuple):
    """What Kafka delivered: `timestamp_ms` is Kafka's own, milliseconds since 1970.

    What the job made itself, of many records, has no partition and no offset.
    """

    value: bytes | None
    partition: int | None
    offset: int | None
    timestamp_ms: int


class Enriched(NamedTuple):
    """What the user's function returned, when the record happened, and the record, to be sent back if need be."""

    values: dict[str, Any]
    event_time_ms: int
    record: RawRecord


class Enricher:
    """Decodes a record and applies the user's function."""

    def __init__(self, function: Function, event_time_field: str = "") -> None:
        self._function = function
        self._event_time_field = event_time_field

    def __call__(self, record: RawRecord) -> Enriched | DeadLetter:
        try:
            decoded = decode(record.value)
            event_time = decoded.get(self._event_time_field)
            values = self._apply(decoded)
        except Rejected as rejected:
            return dead_letter(record, rejected)
        return Enriched(values, event_time if type(event_time) is int else record.timestamp_ms, record)

    def _apply(self, decoded: Record) -> dict[str, Any]:
        try:
            values = self._function(decoded)
        except Rejected:
            raise
        except Exception as error:
            raise Rejected("enrichment_failed", f"{type(error).__name__}: {error}") from error
        if not isinstance(values, dict):
            raise Rejected("enrichment_failed", f"returned {type(values).__name__}, not a dict")
        return values


def dead_letter(record: RawRecord, rejected: Rejected) -> DeadLetter:
    """The record as it came, and why it goes no further."""
    return DeadLetter(record.partition, record.offset, rejected.reason, rejected.detail, record.value)


def decode(value: bytes | None) -> Record:
    """A record's value as a JSON object; raises Rejected for anything else."""
    if value is None:
        raise Rejected("empty_record", "the record has no value")
    try:
        decoded = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        try:
            value.decode()
        except UnicodeDecodeError as not_utf8:
            raise Rejected("not_utf8", str(not_utf8)) from not_utf8
        raise Rejected("not_json", str(error)) from error
    if not isinstance(decoded, dict):
        raise Rejected("not_an_object", f"the record is a JSON {type(decoded).__name__}")
    return Record(decoded)


def load_function(name: str, setting: str = "enrichment.function") -> Callable[..., Any]:
    """The user's function by `module:function`; raises SettingsError, with the setting's name, when it is not there."""
    module_name, _, attribute = name.partition(":")
    try:
        function = getattr(import_module(module_name), attribute)
    except (ImportError, AttributeError) as error:
        raise SettingsError(
            f"{setting}: {name!r} cannot be loaded ({error}); the module must be shipped with the job"
        ) from error
    if not callable(function):
        raise SettingsError(f"{setting}: {name!r} is no function")
    return function  # type: ignore[no-any-return]
