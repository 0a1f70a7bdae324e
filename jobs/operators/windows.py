"""Event-time windows, pure Python, the first of two steps: totals of each window and key in one turn.

One turn of the enrichment combines what it has (`gather_parts`), so that not records but totals travel; the window
operator combines those (open_windows.py). It works on shards, each a fixed share of the keys: a shard is one of Flink's
keys, so that a window ends with one timer and one batch of rows for each shard, not for each key.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, NamedTuple
from zlib import crc32

import orjson

from jobs.operators.batching import pack_records
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

    `name` is the key as text: the same for equal keys, whichever process wrote it. The records behind the total are
    its part's, `records_from` up to `records_until`.
    """

    start_ms: int
    name: str
    key: tuple[Any, ...]
    total: Total
    records_from: int
    records_until: int


class Part(NamedTuple):
    """What travels to one shard; the records are opened only when some come too late."""

    partials: list[Partial]
    packed_records: bytes
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
    shards: dict[int, list[tuple[int, str, _Gathered]]] = {}
    for (start_ms, name), each in gathered.items():
        shard_key = shard_keys[crc32(name.encode()) % len(shard_keys)]
        shards.setdefault(shard_key, []).append((start_ms, name, each))
    if dead_letters and not shards:
        shards[shard_keys[0]] = []
    parts = {shard_key: _part(shard) for shard_key, shard in shards.items()}
    for part in parts.values():
        part.dead_letters.extend(dead_letters)
        break
    return [pack_part(shard_key, part) for shard_key, part in parts.items()]


def _part(shard: list[tuple[int, str, _Gathered]]) -> Part:
    partials: list[Partial] = []
    records: list[RawRecord] = []
    for start_ms, name, each in shard:
        first = len(records)
        records += each.records
        partials.append(Partial(start_ms, name, each.key, each.total, first, len(records)))
    return Part(partials, pack_records(records), [])


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
