"""Event-time windows, pure Python: totals of each window and key, combined in two steps.

One turn of the enrichment combines what it has (`gather_parts`), so that not records but totals travel; the window
operator combines those (`OpenWindows`). It works on shards, each a fixed share of the keys: a shard is one of Flink's
keys, so that a window ends with one timer and one batch of rows for each shard, not for each key.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, NamedTuple
from zlib import crc32

import orjson

from jobs.operators.batching import pack_records, unpack_records
from jobs.operators.dead_letters import DeadLetter
from jobs.operators.enrichment import Enriched, RawRecord, dead_letter, load_function
from jobs.operators.gathering import Gather
from jobs.rejection import MissingField, Rejected
from jobs.settings import Window

Total = dict[str, Any]
# Beyond the year 9999 nothing can tell the time, Python's datetime and Postgres' users least of all.
LATEST_EVENT_MS = 253_402_300_800_000
_SHARD_BYTES = 4


class Span(NamedTuple):
    """A window: from `start_ms` up to, not including, `end_ms`; milliseconds since 1970."""

    start_ms: int
    end_ms: int

    @property
    def start(self) -> datetime:
        return datetime.fromtimestamp(self.start_ms / 1000, timezone.utc)

    @property
    def end(self) -> datetime:
        return datetime.fromtimestamp(self.end_ms / 1000, timezone.utc)


class Partial(NamedTuple):
    """What one turn of the enrichment knows of a window and key.

    `name` is the key as text: the same for equal keys, whichever process wrote it. `packed_records` are the records
    behind the total, opened only when they come too late.
    """

    start_ms: int
    name: str
    key: tuple[Any, ...]
    total: Total
    packed_records: bytes


class Part(NamedTuple):
    """What travels to one shard."""

    partials: list[Partial]
    dead_letters: list[DeadLetter]


@dataclass
class _Gathered:
    key: tuple[Any, ...]
    total: Total
    records: list[RawRecord]


@dataclass(frozen=True)
class IntoParts:
    """A Gathering: totals by window and key, in one part for each shard; `shard_keys` is one of Flink's keys each."""

    window: Window
    shard_keys: tuple[int, ...]

    def open(self) -> Gather:
        combine = load_function(self.window.combine, "window.combine")
        return lambda outcomes: gather_parts(outcomes, self.window, combine, self.shard_keys)


def gather_parts(
    outcomes: Iterable[Enriched | DeadLetter],
    window: Window,
    combine: Callable[[Total, Total], Total],
    shard_keys: tuple[int, ...],
) -> list[bytes]:
    """Packed parts, none for a shard that nothing is for; dead letters travel with the first."""
    gathered: dict[tuple[int, str], _Gathered] = {}
    dead_letters: list[DeadLetter] = []
    for outcome in outcomes:
        if isinstance(outcome, DeadLetter):
            dead_letters.append(outcome)
            continue
        try:
            _add(gathered, outcome, window, combine)
        except Rejected as rejected:
            dead_letters.append(dead_letter(outcome.record, rejected))
    parts: dict[int, Part] = {}
    for (start_ms, name), each in gathered.items():
        shard_key = shard_keys[crc32(name.encode()) % len(shard_keys)]
        part = parts.setdefault(shard_key, Part([], []))
        part.partials.append(Partial(start_ms, name, each.key, each.total, pack_records(each.records)))
    if dead_letters:
        first = next(iter(parts), shard_keys[0])
        parts.setdefault(first, Part([], [])).dead_letters.extend(dead_letters)
    return [pack_part(shard_key, part) for shard_key, part in parts.items()]


def _add(
    gathered: dict[tuple[int, str], _Gathered],
    enriched: Enriched,
    window: Window,
    combine: Callable[[Total, Total], Total],
) -> None:
    values, event_time_ms, record = enriched
    if not 0 <= event_time_ms < LATEST_EVENT_MS:
        raise Rejected("out_of_range", f"the event time {event_time_ms} lies not between 1970 and 9999")
    for name in window.key:
        if values.get(name) is None:
            raise MissingField(name)
    key = tuple([values[name] for name in window.key])
    place = (event_time_ms - event_time_ms % window.size_ms, key_name(key))
    known = gathered.get(place)
    if known is None:
        gathered[place] = _Gathered(key, values, [record])
    else:
        known.total = combined(combine, known.total, values)
        known.records.append(record)


def key_name(key: tuple[Any, ...]) -> str:
    """Raises Rejected for what has no text of its own."""
    try:
        return orjson.dumps(key, default=str).decode()
    except orjson.JSONEncodeError as error:
        raise Rejected("wrong_type", f"{key!r:.60} cannot be the key of a window: {error}") from error


def combined(combine: Callable[[Total, Total], Total], one: Total, other: Total) -> Total:
    """Raises Rejected when the user's function fails."""
    try:
        total = combine(one, other)
    except Exception as error:
        raise Rejected("combine_failed", f"{type(error).__name__}: {error}") from error
    if not isinstance(total, dict):
        raise Rejected("combine_failed", f"returned {type(total).__name__}, not a dict")
    return total


def pack_part(shard_key: int, part: Part) -> bytes:
    """The shard's key stands first, so that it is read without opening the rest."""
    return shard_key.to_bytes(_SHARD_BYTES, "big") + pickle.dumps(tuple(part), protocol=pickle.HIGHEST_PROTOCOL)


def shard_key_of(packed: bytes) -> int:
    return int.from_bytes(packed[:_SHARD_BYTES], "big")


def unpack_part(packed: bytes) -> Part:
    return Part(*pickle.loads(memoryview(packed)[_SHARD_BYTES:]))


class Entry(NamedTuple):
    """One window and key, as it is kept."""

    start_ms: int
    name: str
    key: tuple[Any, ...]
    total: Total


@dataclass
class Added:
    """What a part did: totals that changed, of windows still to be written and of such that were already."""

    changed: dict[tuple[int, str], Entry] = field(default_factory=dict)
    corrected: dict[tuple[int, str], Entry] = field(default_factory=dict)
    dead_letters: list[DeadLetter] = field(default_factory=list)


class OpenWindows:
    """The open windows of one shard, and how far they were closed.

    `closed_until_ms` outlives a restart, unlike Flink's watermark: a window that was written and forgotten is not
    opened again by a record that comes late, which would overwrite its row.
    """

    def __init__(
        self, window: Window, combine: Callable[[Total, Total], Total], entries: Iterable[Entry], closed_until_ms: int
    ) -> None:
        self._window = window
        self._combine = combine
        self._windows: dict[int, dict[str, Entry]] = {}
        self.closed_until_ms = closed_until_ms
        for entry in entries:
            self._windows.setdefault(entry.start_ms, {})[entry.name] = entry

    def __len__(self) -> int:
        return sum(map(len, self._windows.values()))

    def span(self, start_ms: int) -> Span:
        return Span(start_ms, start_ms + self._window.size_ms)

    def write_at_ms(self, start_ms: int) -> int:
        """The watermark at which a window is written; as in Flink, the last moment that belongs to it."""
        return start_ms + self._window.size_ms - 1

    def close_at_ms(self, start_ms: int) -> int:
        """The watermark from which on its records are late."""
        return self.write_at_ms(start_ms) + self._window.allowed_lateness_ms

    def add(self, partials: Iterable[Partial], watermark_ms: int) -> Added:
        added = Added()
        for partial in partials:
            if self.close_at_ms(partial.start_ms) <= max(watermark_ms, self.closed_until_ms):
                detail = f"its window {self.span(partial.start_ms).start.isoformat()} was closed"
                added.dead_letters += _letters(partial, Rejected("late", detail))
                continue
            try:
                entry = self._combined(partial)
            except Rejected as rejected:
                added.dead_letters += _letters(partial, rejected)
                continue
            place = (entry.start_ms, entry.name)
            added.changed[place] = entry
            if self.write_at_ms(entry.start_ms) <= watermark_ms:
                added.corrected[place] = entry
        return added

    def _combined(self, partial: Partial) -> Entry:
        entries = self._windows.setdefault(partial.start_ms, {})
        known = entries.get(partial.name)
        total = partial.total if known is None else combined(self._combine, known.total, partial.total)
        entries[partial.name] = entry = Entry(partial.start_ms, partial.name, partial.key, total)
        return entry

    def ending_at(self, timestamp_ms: int) -> list[Entry]:
        """What is to be written when the watermark passes this moment."""
        return list(self._windows.get(timestamp_ms + 1 - self._window.size_ms, {}).values())

    def close_at(self, timestamp_ms: int) -> list[Entry]:
        """Forget the window that is closed at this moment; returns what was in it."""
        start_ms = timestamp_ms - self._window.allowed_lateness_ms + 1 - self._window.size_ms
        closed = self._windows.pop(start_ms, {})
        if closed:
            self.closed_until_ms = max(self.closed_until_ms, timestamp_ms)
        return list(closed.values())


def _letters(partial: Partial, rejected: Rejected) -> list[DeadLetter]:
    return [dead_letter(record, rejected) for record in unpack_records(partial.packed_records)]


def finish(
    entry: Entry, span: Span, key_fields: tuple[str, ...], result: Callable[[Total, Span], dict[str, Any]]
) -> Enriched | DeadLetter:
    """A total as values for a row, with the fields of the key; its "record" is what it was made of."""
    made_of = json.dumps({"key": entry.key, "window": span, "total": entry.total}, default=str, skipkeys=True)
    record = RawRecord(made_of.encode(), None, None, span.end_ms)
    try:
        values = result(entry.total, span)
    except Exception as error:  # noqa: BLE001
        return dead_letter(record, Rejected("result_failed", f"{type(error).__name__}: {error}"))
    if not isinstance(values, dict):
        return dead_letter(record, Rejected("result_failed", f"returned {type(values).__name__}, not a dict"))
    return Enriched({**dict(zip(key_fields, entry.key, strict=True)), **values}, span.end_ms, record)
