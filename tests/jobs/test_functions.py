"""The enrichment as Flink calls it: columns in, few cells out, whichever mode."""

import json
import pickle

import pandas as pd
import pytest

from jobs.operators.batching import unpack
from jobs.operators.functions import EnrichBatch, EnrichRecord, GatherRecords
from jobs.operators.gathering import IntoBatches
from jobs.settings import Enrichment

ENRICHMENT = Enrichment(function="jobs.examples.orders:enrich", mode="batch", event_time_field="event_timestamp")
TIMES = pd.Series(pd.to_datetime([1, 2, 3], unit="ms")).dt.tz_localize("UTC")


def order(order_id):
    fields = {"order_id": order_id, "customer_id": "c", "amount": 1.0, "currency": "EUR", "status": "paid"}
    return json.dumps({**fields, "event_timestamp": 1_700_000_000_000}).encode()


RAW = [order("b"), b"{oops", order("a")]


def opened(function):
    function.open(None)
    return function


@pytest.fixture
def by_batch(orders):
    return opened(EnrichBatch(ENRICHMENT, IntoBatches(orders, 500)))


def test_a_whole_arrow_batch_becomes_one_cell_and_nulls(by_batch):
    """A filter in the JVM drops the NULLs."""
    cells = by_batch.eval(pd.Series(RAW), pd.Series([0, 0, 0]), pd.Series([5, 6, 7]), TIMES).tolist()
    assert cells[1:] == [None, None]
    batch = unpack(cells[0])
    assert [row["order_id"] for row in json.loads(batch.document)] == ["a", "b"]
    assert [(letter.offset, letter.reason) for letter in batch.dead_letters] == [(6, "not_json")]


def test_record_by_record_gives_the_same_batch(by_batch, orders):
    """`mode: record` is the one to step through."""
    one = opened(EnrichRecord(ENRICHMENT))
    outcomes = [one.eval(raw, 0, offset, time) for raw, offset, time in zip(RAW, (5, 6, 7), TIMES, strict=True)]
    assert [type(pickle.loads(each)).__name__ for each in outcomes] == ["Enriched", "DeadLetter", "Enriched"]
    cells = opened(GatherRecords(IntoBatches(orders, 500))).eval(pd.Series(outcomes)).tolist()
    same = by_batch.eval(pd.Series(RAW), pd.Series([0, 0, 0]), pd.Series([5, 6, 7]), TIMES).tolist()
    assert [unpack(cells[0]), *cells[1:]] == [unpack(same[0]), *same[1:]]


def test_the_planner_is_told_not_to_call_what_gathers_twice(by_batch, orders):
    """It filters by the result and selects it: called again on what the filter left, it would gather other batches."""
    assert not by_batch.is_deterministic()
    assert not GatherRecords(IntoBatches(orders, 500)).is_deterministic()
