"""From enriched values to a row that fits the target table, or to a dead letter that says why not. Pure Python."""

from __future__ import annotations

from typing import Any, NamedTuple

from jobs.operators.dead_letters import DeadLetter
from jobs.operators.enrichment import Enriched, RawRecord, dead_letter
from jobs.operators.validation import row_check
from jobs.rejection import Rejected
from jobs.target import Target


class Row(NamedTuple):
    """A row that fits the target, with what is needed to order it, time it, and send its record back."""

    key: tuple[Any, ...]
    version: tuple[Any, ...]
    values: dict[str, Any]
    event_time_ms: int
    record: RawRecord


Outcome = Row | DeadLetter


class RowMaker:
    """Checks values against the target's columns; a dead letter stays one."""

    def __init__(self, target: Target) -> None:
        self._offset_column = target.offset_column
        self._key = target.key
        self._version = target.version
        self._check = row_check(target.columns)

    def __call__(self, enriched: Enriched | DeadLetter) -> Outcome:
        if isinstance(enriched, DeadLetter):
            return enriched
        values, event_time_ms, record = enriched
        if self._offset_column:
            values[self._offset_column] = record.offset
        try:
            self._check(values)
        except Rejected as rejected:
            return dead_letter(record, rejected)
        return Row(
            tuple([values[name] for name in self._key]),
            tuple([values[name] for name in self._version]),
            values,
            event_time_ms,
            record,
        )
