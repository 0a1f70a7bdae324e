"""The thin Flink side of the enrichment: unpack, call the pure part, pack. One class a place in the job."""

from __future__ import annotations

import pickle
from typing import Any

import pandas as pd
from pyflink.table import DataTypes
from pyflink.table.udf import FunctionContext, ScalarFunction, udf

from jobs.operators.enrichment import Enricher, RawRecord, load_function
from jobs.operators.gathering import Gathering
from jobs.settings import Enrichment


class EnrichRecord(ScalarFunction):
    """mode: record. Called by Flink once for every record; the user's function is imported where it runs."""

    def __init__(self, enrichment: Enrichment) -> None:
        self._enrichment = enrichment

    def open(self, function_context: FunctionContext) -> None:  # noqa: ARG002
        self._enrich = _enricher(self._enrichment)

    def eval(self, raw: bytes, partition: int, offset: int, timestamp: Any) -> bytes:
        record = RawRecord(raw, partition, offset, int(timestamp.timestamp() * 1000))
        return pickle.dumps(self._enrich(record), protocol=pickle.HIGHEST_PROTOCOL)


class _OfBatches(ScalarFunction):
    """Called with whole Arrow batches.

    A cell depends on its neighbours: the planner must not call it a second time, which it does with a deterministic
    function whose result is both filtered and selected.
    """

    def is_deterministic(self) -> bool:
        return False


class GatherRecords(_OfBatches):
    """mode: record. Gathers what EnrichRecord made of an Arrow batch."""

    def __init__(self, gathering: Gathering) -> None:
        self._gathering = gathering

    def open(self, function_context: FunctionContext) -> None:  # noqa: ARG002
        self._gather = self._gathering.open()

    def eval(self, outcomes: pd.Series) -> pd.Series:
        return _cells(self._gather(map(pickle.loads, outcomes)), len(outcomes))


class EnrichBatch(_OfBatches):
    """mode: batch. Called by Flink once for every Arrow batch of raw records; enriches and gathers."""

    def __init__(self, enrichment: Enrichment, gathering: Gathering) -> None:
        self._enrichment = enrichment
        self._gathering = gathering

    def open(self, function_context: FunctionContext) -> None:  # noqa: ARG002
        self._enrich = _enricher(self._enrichment)
        self._gather = self._gathering.open()

    def eval(self, raw: pd.Series, partitions: pd.Series, offsets: pd.Series, timestamps: pd.Series) -> pd.Series:
        records = map(RawRecord, raw, partitions.tolist(), offsets.tolist(), _milliseconds(timestamps))
        return _cells(self._gather(map(self._enrich, records)), len(raw))


def _enricher(enrichment: Enrichment) -> Enricher:
    return Enricher(load_function(enrichment.function), enrichment.event_time_field)


def _milliseconds(timestamps: pd.Series) -> list[int]:
    """Milliseconds since 1970; PyFlink labels them with the session's time zone, which the pipeline sets to UTC."""
    milliseconds: list[int] = timestamps.dt.tz_localize(None).astype("datetime64[ms]").astype("int64").tolist()
    return milliseconds


def _cells(packed: list[bytes], size: int) -> pd.Series:
    """One element a cell, from the first on; the rest is NULL, which a filter in the JVM drops."""
    return pd.Series([*packed, *[None] * (size - len(packed))], dtype=object)


def vectorised(function: ScalarFunction) -> Any:
    return udf(function, result_type=DataTypes.BYTES(), func_type="pandas")


def one_by_one(function: ScalarFunction) -> Any:
    return udf(function, result_type=DataTypes.BYTES())
