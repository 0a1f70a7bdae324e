"""Adds to each record what the database knows of its key; pure Python but for the query that it is given.

What was found is remembered, and that a key was not there, too: at most `cache_size` keys, each for `cache_ttl_ms`.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from cachetools import TTLCache

from jobs.operators.batching import make_batches, pack
from jobs.operators.dead_letters import DeadLetter
from jobs.operators.enrichment import Enriched, dead_letter
from jobs.operators.gathering import Gather
from jobs.operators.rows import RowMaker
from jobs.operators.validation import Check, column_check
from jobs.rejection import Rejected
from jobs.settings import Lookup
from jobs.target import LookupTable, Target

# Column name -> value; None for a key that is not in the table.
Found = dict[str, Any] | None


@dataclass(frozen=True)
class IntoChunks:
    """A Gathering: outcomes as they are, as many as a batch for the sink has rows."""

    batch_size: int

    def open(self) -> Gather:
        return lambda outcomes: list(_chunks(outcomes, self.batch_size))


def _chunks(outcomes: Iterable[Enriched | DeadLetter], size: int) -> Iterable[bytes]:
    rest = iter(outcomes)
    while chunk := list(islice(rest, size)):
        yield pickle.dumps(chunk, protocol=pickle.HIGHEST_PROTOCOL)


def unpack_chunk(packed: bytes) -> list[Enriched | DeadLetter]:
    chunk: list[Enriched | DeadLetter] = pickle.loads(packed)
    return chunk


class Memory:
    """What was looked up lately, and how often that spared a question."""

    def __init__(self, size: int, ttl_seconds: float, clock: Callable[[], float]) -> None:
        self._cache: TTLCache[Any, Found] = TTLCache(size, ttl_seconds, clock)
        self.hits = 0
        self.misses = 0

    def recall(self, keys: Iterable[Any]) -> tuple[dict[Any, Found], list[Any]]:
        """What is remembered of the keys, and those that must be asked for."""
        known: dict[Any, Found] = {}
        unknown = []
        for key in keys:
            try:
                known[key] = self._cache[key]
            except KeyError:
                unknown.append(key)
        self.hits += len(known)
        self.misses += len(unknown)
        return known, unknown

    def learn(self, asked: Iterable[Any], answers: Mapping[Any, Found]) -> dict[Any, Found]:
        """Remember the answers, and of the keys without one that they have none; returns both."""
        learnt = {key: answers.get(key) for key in asked}
        self._cache.update(learnt)
        return learnt


class Joiner:
    """Which keys a chunk needs, and the batches that it becomes once they are known."""

    def __init__(self, lookup: Lookup, table: LookupTable, target: Target) -> None:
        self._key_field = lookup.key_field
        self._drop_unmatched = lookup.on_miss == "dead_letter"
        self._check_key: Check = column_check(table.key)
        self._nulls = dict.fromkeys(column.name for column in table.columns)
        self._to_row = RowMaker(target)
        self.unmatched = 0

    def keys(self, chunk: Iterable[Enriched | DeadLetter]) -> list[Any]:
        """Each key once; those that the column cannot hold are left out."""
        keys = {}
        for outcome in chunk:
            if isinstance(outcome, Enriched):
                key = outcome.values.get(self._key_field)
                if key is not None and self._fits(key):
                    keys[key] = True
        return list(keys)

    def _fits(self, key: Any) -> bool:
        try:
            self._check_key(key)
        except Rejected:
            return False
        return True

    def join(self, chunk: Iterable[Enriched | DeadLetter], answers: Mapping[Any, Found]) -> list[bytes]:
        """Packed batches for the sink; one, unless the chunk is longer than a batch."""
        outcomes = list(chunk)
        rows = (self._to_row(self._joined(outcome, answers)) for outcome in outcomes)
        return [pack(batch) for batch in make_batches(rows, len(outcomes))]

    def _joined(self, outcome: Enriched | DeadLetter, answers: Mapping[Any, Found]) -> Enriched | DeadLetter:
        if isinstance(outcome, DeadLetter):
            return outcome
        try:
            return outcome._replace(values={**outcome.values, **self._answer(outcome.values, answers)})
        except Rejected as rejected:
            return dead_letter(outcome.record, rejected)

    def _answer(self, values: dict[str, Any], answers: Mapping[Any, Found]) -> dict[str, Any]:
        key = values.get(self._key_field)
        if key is not None:
            self._check_key(key)
            found = answers[key]
            if found is not None:
                return found
        self.unmatched += 1
        if self._drop_unmatched:
            raise Rejected("lookup_missed", f"{self._key_field} {key!r:.60} is not in the table that is looked up in")
        return self._nulls
