"""The thin Flink side of the operators: unpack, call the pure part, pack. One class a place in the job."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from typing import Any

import pandas as pd
from pyflink.table import DataTypes
from pyflink.table.udf import FunctionContext, ScalarFunction, udf

from jobs.operators.batching import make_batches, pack
from jobs.operators.enrichment import Enricher, RawRecord, load_function
from jobs.target import Target


class _Enriching(ScalarFunction):
    """Holds what makes an Enricher; the function itself is imported where it runs."""

    def __init__(self, function: str, target: Target, event_time_field: str) -> None:
        self._function = function
        self._target = target
        self._event_time_field = event_time_field

    def open(self, function_context: FunctionContext) -> None:  # noqa: ARG002
        self._enrich = Enricher(load_function(self._function), self._target, self._event_time_field)


class EnrichRecord(_Enriching):
    """mode: record. Called by Flink once for every record."""

    def eval(self, raw: bytes, partition: int, offset: int, timestamp: Any) -> bytes:
        record = RawRecord(raw, partition, offset, int(timestamp.timestamp() * 1000))
        return pickle.dumps(self._enrich(record), protocol=pickle.HIGHEST_PROTOCOL)


class CollectBatches(ScalarFunction):
    """mode: record. Gathers the enriched rows of an Arrow batch into batches for the sink."""

    def __init__(self, batch_size: int) -> None:
        self._batch_size = batch_size

    def eval(self, outcomes: pd.Series) -> pd.Series:
        return _cells(make_batches(map(pickle.loads, outcomes), self._batch_size), len(outcomes))


class EnrichBatch(_Enriching):
    """mode: batch. Called by Flink once for every Arrow batch of raw records."""

    def __init__(self, function: str, target: Target, event_time_field: str, batch_size: int) -> None:
        super().__init__(function, target, event_time_field)
        self._batch_size = batch_size

    def eval(self, raw: pd.Series, partitions: pd.Series, offsets: pd.Series, timestamps: pd.Series) -> pd.Series:
        records = map(RawRecord, raw, partitions.tolist(), offsets.tolist(), _milliseconds(timestamps))
        return _cells(make_batches(map(self._enrich, records), self._batch_size), len(raw))


def _milliseconds(timestamps: pd.Series) -> list[int]:
    """Milliseconds since 1970; PyFlink labels them with the session's time zone, which the pipeline sets to UTC."""
    milliseconds: list[int] = timestamps.dt.tz_localize(None).astype("datetime64[ms]").astype("int64").tolist()
    return milliseconds


def _cells(batches: Iterable[Any], size: int) -> pd.Series:
    """One batch a cell, from the first on; the rest is NULL, which a filter in the JVM drops."""
    packed = [pack(batch) for batch in batches]
    return pd.Series(packed + [None] * (size - len(packed)), dtype=object)


def vectorised(function: ScalarFunction) -> Any:
    return udf(function, result_type=DataTypes.BYTES(), func_type="pandas")


def one_by_one(function: ScalarFunction) -> Any:
    return udf(function, result_type=DataTypes.BYTES())
