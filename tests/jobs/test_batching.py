"""Batches hold the newest version of a key once, sorted by key, and never more rows than asked for."""

import json
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.operators.batching import make_batches, pack, unpack
from jobs.operators.dead_letters import DeadLetter
from jobs.operators.enrichment import RawRecord
from jobs.operators.rows import Row


def row(key, version=0, offset=0):
    record = RawRecord(b"{}", 0, offset, 0)
    return Row((key,), (version, offset), {"k": key, "v": version}, 1000 + version, record)


LETTER = DeadLetter(0, 7, "not_json", "", b"oops")


def test_nothing_in_makes_no_batch():
    """An empty bundle costs the database nothing."""
    assert make_batches([], 500) == []


def test_rows_are_sorted_by_key_so_that_two_sinks_lock_in_one_order():
    """The document's order is the order in which Postgres takes the row locks."""
    (batch,) = make_batches([row("c"), row("a"), row("b")], 500)
    assert [each["k"] for each in json.loads(batch.document)] == ["a", "b", "c"]


def test_of_two_versions_of_a_key_only_the_newer_one_is_kept():
    """ON CONFLICT cannot touch a row twice in one statement."""
    (batch,) = make_batches([row("a", version=2, offset=1), row("a", version=1, offset=2)], 500)
    assert json.loads(batch.document) == [{"k": "a", "v": 2}]
    assert [record.offset for record in batch.records()] == [1]


def test_equal_timestamps_are_settled_by_the_offset():
    """The later record wins, wherever it stands in the batch."""
    (batch,) = make_batches([row("a", 5, offset=9), row("a", 5, offset=8)], 500)
    assert batch.records()[0].offset == 9


def test_a_batch_size_of_one_makes_a_batch_a_row():
    """The slow profile's way, and the boundary."""
    assert [json.loads(batch.document)[0]["k"] for batch in make_batches([row("b"), row("a")], 1)] == ["a", "b"]


def test_dead_letters_travel_with_the_first_batch():
    """One road for good and bad keeps the order of checkpoints simple."""
    first, second = make_batches([row("a"), LETTER, row("b")], 1)
    assert (first.dead_letters, second.dead_letters) == ([LETTER], [])


def test_dead_letters_alone_make_a_batch_without_rows():
    """They must arrive even when no row does."""
    (batch,) = make_batches([LETTER], 500)
    assert (batch.document, batch.records(), batch.dead_letters) == ("[]", [], [LETTER])


def test_event_times_are_those_of_the_rows_in_the_document():
    """What the sink measures latency from."""
    (batch,) = make_batches([row("b", 2), row("a", 1)], 500)
    assert array("q", batch.event_times_ms).tolist() == [1001, 1002]


versions = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 5)), max_size=40)


@given(versions, st.integers(1, 10))
def test_batches_together_hold_the_newest_of_every_key_exactly_once(pairs, batch_size):
    """Held against the definition: a maximum for each key."""
    rows = [row(key, version, offset) for offset, (key, version) in enumerate(pairs)]
    batches = make_batches(rows, batch_size)
    written = {}
    for batch in batches:
        assert 1 <= batch.row_count <= batch_size
        for values, record in zip(json.loads(batch.document), batch.records(), strict=True):
            assert values["k"] not in written
            written[values["k"]] = (values["v"], record.offset)
    newest = {}
    for each in rows:
        newest[each.key[0]] = max(newest.get(each.key[0], each.version), each.version)
    assert written == newest


@given(versions)
def test_packing_a_batch_and_unpacking_it_gives_the_same_batch(pairs):
    """Both ends of the way through Flink agree."""
    for batch in make_batches([row(key, version) for key, version in pairs] + [LETTER], 3):
        assert unpack(pack(batch)) == batch


def test_values_that_json_does_not_know_travel_as_text():
    """Decimal and date keep every digit; Postgres casts them to the column's type."""
    from decimal import Decimal

    values = {"amount": Decimal("1.10")}
    (batch,) = make_batches([Row((1,), (), values, 0, RawRecord(b"", 0, 0, 0))], 10)
    assert batch.document == '[{"amount":"1.10"}]'


@pytest.mark.parametrize("batch_size", [1, 2, 3, 7])
def test_seven_rows_split_into_as_few_batches_as_the_size_allows(batch_size):
    """No batch is left half full but the last."""
    sizes = [batch.row_count for batch in make_batches([row(str(n)) for n in range(7)], batch_size)]
    assert sizes == [batch_size] * (7 // batch_size) + ([7 % batch_size] if 7 % batch_size else [])
