"""The operators inside a chain, as far as they can be told apart: Flink keeps one clock for all of them."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.measure.batches import BatchMeasure
from advisor.measure.naming import chain_parts, forks, helper_of, metric_part, operator_names, plain_name
from advisor.measure.rates import rate
from advisor.model.observation import FlameGraph, VertexSample
from advisor.model.unknown import Measure, Unknown, is_known, total

# Below this many samples of the stacks, shares differ by chance more than operators do.
ENOUGH_STACKS = 50


@dataclass(frozen=True)
class OperatorMeasure:
    """One operator of a chain. Rates in records per second from its own counters.

    `time_ratio` is the share (0-1) of the vertex's time in which its code, or what it waits for, ran: from the flame
    graph, and for a sink that times its own flushes from these.
    """

    uid: str
    records_in_per_second: Measure
    records_out_per_second: Measure
    time_ratio: Measure


def measure_chain(
    before: VertexSample | None, now: VertexSample, window_ms: Measure, batches: BatchMeasure | None
) -> tuple[OperatorMeasure, ...]:
    """The operators of a vertex in order, with their helpers' time added to theirs; empty when it chains none."""
    uids = operator_names(now.name)
    if len(uids) < 2:
        return ()
    parts = chain_parts(now.name)
    owners = [_owner(part, uids) for part in parts]
    return tuple(
        OperatorMeasure(
            uid,
            _rate(before, now, _first(parts, owners, uid), "numRecordsIn", window_ms),
            _rate(before, now, _last(parts, owners, uid), "numRecordsOut", window_ms),
            _time(now, owners, uid, batches),
        )
        for uid in uids
    )


def _owner(part: str, uids: tuple[str, ...]) -> str:
    name = plain_name(part)
    return name if name in uids else helper_of(name, list(uids)) or name


def _first(parts: tuple[str, ...], owners: list[str], uid: str) -> str:
    return parts[owners.index(uid)] if uid in owners else uid


def _last(parts: tuple[str, ...], owners: list[str], uid: str) -> str:
    return parts[len(owners) - 1 - owners[::-1].index(uid)] if uid in owners else uid


def _rate(before: VertexSample | None, now: VertexSample, part: str, name: str, window_ms: Measure) -> Measure:
    key = f"{metric_part(part)}.{name}"
    if before is None or key not in before.metrics or key not in now.metrics:
        return Unknown(f"{key} is not reported")
    return rate(before.metrics[key], now.metrics[key], window_ms)


def _time(now: VertexSample, owners: list[str], uid: str, batches: BatchMeasure | None) -> Measure:
    counts_flushes = any(f"{metric_part(uid)}.flush_ms_total" == key for key in now.metrics)
    if batches and counts_flushes and is_known(batches.flush_share):
        return batches.flush_share
    flame = now.flame
    if not isinstance(flame, FlameGraph):
        return Unknown("a chain has one clock for all its operators; a flame graph tells them apart")
    if forks(now.name):
        return Unknown("the chain forks: its flame graph does not say which way a record went")
    if flame.samples < ENOUGH_STACKS:
        return Unknown(f"only {flame.samples} stacks were sampled")
    return total(share for share, owner in zip(flame.by_operator, owners, strict=False) if owner == uid)
