"""How what one turn of the enrichment made travels on: a Gathering says it, and is opened where the work is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from jobs.operators.batching import make_batches, pack
from jobs.operators.dead_letters import DeadLetter
from jobs.operators.enrichment import Enriched
from jobs.operators.rows import RowMaker
from jobs.target import Target

# From the outcomes of one turn to what is sent on: fewer elements than outcomes, or as many.
Gather = Callable[[Iterable[Enriched | DeadLetter]], list[bytes]]


class Gathering(Protocol):
    def open(self) -> Gather: ...


@dataclass(frozen=True)
class IntoBatches:
    """Rows that fit the target, in batches for the sink."""

    target: Target
    batch_size: int

    def open(self) -> Gather:
        to_row = RowMaker(self.target)
        return lambda outcomes: [pack(batch) for batch in make_batches(map(to_row, outcomes), self.batch_size)]
