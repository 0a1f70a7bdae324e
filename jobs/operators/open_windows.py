"""Event-time windows, pure Python, the second step: the open windows of a shard, what is late, what is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from jobs.operators.batching import unpack_records
from jobs.operators.dead_letters import DeadLetter
from jobs.operators.enrichment import Enriched, RawRecord, dead_letter
from jobs.operators.windows import Part, Partial, Span, Total, combined
from jobs.rejection import Rejected
from jobs.settings import Window


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

    def add(self, part: Part, watermark_ms: int) -> Added:
        added = Added()
        refused: list[tuple[Partial, Rejected]] = []
        for partial in part.partials:
            if self.close_at_ms(partial.start_ms) <= max(watermark_ms, self.closed_until_ms):
                detail = f"its window {self.span(partial.start_ms).start.isoformat()} was closed"
                refused.append((partial, Rejected("late", detail)))
                continue
            try:
                entry = self._combined(partial)
            except Rejected as rejected:
                refused.append((partial, rejected))
                continue
            place = (entry.start_ms, entry.name)
            added.changed[place] = entry
            if self.write_at_ms(entry.start_ms) <= watermark_ms:
                added.corrected[place] = entry
        if refused:
            added.dead_letters = _letters(part, refused)
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


def _letters(part: Part, refused: list[tuple[Partial, Rejected]]) -> list[DeadLetter]:
    records = unpack_records(part.packed_records)
    return [
        dead_letter(record, rejected)
        for partial, rejected in refused
        for record in records[partial.records_from : partial.records_until]
    ]


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
