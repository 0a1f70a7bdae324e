"""From a raw Kafka record to a row for the target table, or to a dead letter that says why not. Pure Python."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

import orjson

from jobs.errors import SettingsError
from jobs.operators.dead_letters import DeadLetter
from jobs.operators.validation import row_check
from jobs.rejection import Record, Rejected
from jobs.target import Target

Function = Callable[[dict[str, Any]], dict[str, Any]]


class RawRecord(NamedTuple):
    """What Kafka delivered: `timestamp_ms` is Kafka's own, milliseconds since 1970."""

    value: bytes | None
    partition: int
    offset: int
    timestamp_ms: int


class Row(NamedTuple):
    """A row that fits the target, with what is needed to order it, time it, and send its record back."""

    key: tuple[Any, ...]
    version: tuple[Any, ...]
    values: dict[str, Any]
    event_time_ms: int
    record: RawRecord


Outcome = Row | DeadLetter


class Enricher:
    """Decodes a record, applies the user's function, checks the row against the target's columns."""

    def __init__(self, function: Function, target: Target, event_time_field: str = "") -> None:
        self._function = function
        self._event_time_field = event_time_field
        self._offset_column = target.offset_column
        self._key = target.key
        self._version = target.version
        self._check = row_check(target.columns)

    def __call__(self, record: RawRecord) -> Outcome:
        try:
            return self._enrich(record)
        except Rejected as rejected:
            return DeadLetter(record.partition, record.offset, rejected.reason, rejected.detail, record.value)

    def _enrich(self, record: RawRecord) -> Row:
        decoded = decode(record.value)
        event_time = decoded.get(self._event_time_field)
        values = self._apply(decoded)
        if self._offset_column:
            values[self._offset_column] = record.offset
        self._check(values)
        return Row(
            tuple([values[name] for name in self._key]),
            tuple([values[name] for name in self._version]),
            values,
            event_time if type(event_time) is int else record.timestamp_ms,
            record,
        )

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


def load_function(name: str) -> Function:
    """The user's function by `module:function`; raises SettingsError when it is not there."""
    module_name, _, attribute = name.partition(":")
    try:
        function = getattr(import_module(module_name), attribute)
    except (ImportError, AttributeError) as error:
        raise SettingsError(
            f"enrichment.function: {name!r} cannot be loaded ({error}); the module must be shipped with the job"
        ) from error
    if not callable(function):
        raise SettingsError(f"enrichment.function: {name!r} is no function")
    return function  # type: ignore[no-any-return]
