"""Totals of windows, without Flink: combined in two steps, written once, late records told apart."""

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.examples import order_totals
from jobs.operators.batching import unpack_records
from jobs.operators.dead_letters import DeadLetter
from jobs.operators.enrichment import Enriched, RawRecord
from jobs.operators.open_windows import Entry, OpenWindows, finish
from jobs.operators.windows import Span, gather_parts, shard_key_of, unpack_part
from jobs.settings import Window

SHARDS = (11, 12, 13, 14)
NEVER = -(1 << 63)


def window(**changes):
    settings = {
        "key": ("k",),
        "size_ms": 1000,
        "out_of_orderness_ms": 0,
        "allowed_lateness_ms": 0,
        "idleness_ms": 0,
        "combine": "m:combine",
        "result": "m:result",
        "shards": len(SHARDS),
    }
    return Window(**{**settings, **changes})


def combine(one, other):
    return {"n": one["n"] + other["n"]}


def record(key, event_time_ms, offset=0, n=1):
    return Enriched({"k": key, "n": n}, event_time_ms, RawRecord(b"raw", 3, offset, 0))


def partials(outcomes, settings=None):
    """What travels, of all shards together."""
    packed = gather_parts(outcomes, settings or window(), combine, SHARDS)
    return [partial for each in packed for partial in unpack_part(each).partials]


def part(outcomes):
    """What travels, if there were one shard."""
    (packed,) = gather_parts(outcomes, window(), combine, SHARDS[:1])
    return unpack_part(packed)


def opened(settings=None, entries=(), closed_until_ms=NEVER):
    return OpenWindows(settings or window(), combine, entries, closed_until_ms)


LETTER = DeadLetter(0, 7, "not_json", "", b"oops")


def test_nothing_in_sends_nothing():
    """An empty turn costs the window operator nothing."""
    assert gather_parts([], window(), combine, SHARDS) == []


def test_records_of_one_window_and_key_travel_as_one_total_with_their_records():
    """So that thousands of records are a few elements; the records come along for the case that they are late."""
    travelling = part([record("a", 0, 1), record("b", 0, 2), record("a", 999, 3, n=5)])
    one, two = travelling.partials
    assert (one.start_ms, one.key, one.total) == (0, ("a",), {"n": 6})
    records = [each.offset for each in unpack_records(travelling.packed_records)]
    assert records[one.records_from : one.records_until] == [1, 3]
    assert records[two.records_from : two.records_until] == [2]


def test_a_window_holds_its_start_and_not_its_end():
    """Windows follow each other without gap or overlap."""
    starts = [each.start_ms for each in partials([record("a", 999), record("a", 1000), record("a", 1999)])]
    assert sorted(starts) == [0, 1000]


def test_keys_of_several_fields_are_told_apart():
    """("a", "bc") is not ("ab", "c")."""
    two_fields = window(key=("k", "l"))
    outcomes = [Enriched({"k": k, "l": v, "n": 1}, 0, RawRecord(b"", 0, 0, 0)) for k, v in (("a", "bc"), ("ab", "c"))]
    assert sorted(each.key for each in partials(outcomes, two_fields)) == [("a", "bc"), ("ab", "c")]


def test_dead_letters_travel_with_the_first_part_and_alone_when_there_is_none():
    """They must arrive even when no record does."""
    (packed,) = gather_parts([LETTER], window(), combine, SHARDS)
    assert (shard_key_of(packed), unpack_part(packed).partials, unpack_part(packed).dead_letters) == (11, [], [LETTER])
    (packed,) = gather_parts([record("a", 0), LETTER], window(), combine, SHARDS)
    assert unpack_part(packed).dead_letters == [LETTER]


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Enriched({"n": 1}, 0, RawRecord(b"bad", 1, 2, 0)), "missing_field"),
        (Enriched({"k": None, "n": 1}, 0, RawRecord(b"bad", 1, 2, 0)), "missing_field"),
        (Enriched({"k": "a", "n": "one"}, 0, RawRecord(b"bad", 1, 2, 0)), "combine_failed"),
        (Enriched({"k": "a", "n": 1}, 253_402_300_800_000, RawRecord(b"bad", 1, 2, 0)), "out_of_range"),
        (Enriched({"k": "a", "n": 1}, -1, RawRecord(b"bad", 1, 2, 0)), "out_of_range"),
        (Enriched({"k": 1 << 70, "n": 1}, 0, RawRecord(b"bad", 1, 2, 0)), "wrong_type"),
    ],
)
def test_one_bad_record_costs_one_record(outcome, reason):
    """It becomes a dead letter with its place and bytes; the total of the others stands."""
    (packed,) = gather_parts([record("a", 0), outcome, record("a", 0)], window(), combine, SHARDS)
    travelling = unpack_part(packed)
    assert [each.total for each in travelling.partials] == [{"n": 2}]
    assert [(*letter[:3], letter.raw) for letter in travelling.dead_letters] == [(1, 2, reason, b"bad")]


def test_a_combine_that_returns_nothing_is_told():
    """A forgotten return statement is the usual cause."""
    packed = gather_parts([record("a", 0), record("a", 0)], window(), lambda one, other: None, SHARDS)
    (letter,) = [letter for each in packed for letter in unpack_part(each).dead_letters]
    assert (letter.reason, letter.detail) == ("combine_failed", "returned NoneType, not a dict")


records = st.lists(st.tuples(st.sampled_from("abcdefghij"), st.integers(0, 4999), st.integers(1, 9)), max_size=60)


@given(records, st.integers(1, 60))
def test_windows_hold_what_a_plain_sum_holds_however_the_records_are_cut_into_turns(events, turn):
    """Held against the definition, at every cut."""
    expected = {}
    for key, event_time_ms, n in events:
        place = (event_time_ms // 1000 * 1000, key)
        expected[place] = expected.get(place, 0) + n
    shards = {shard: opened() for shard in SHARDS}
    for start in range(0, len(events), turn):
        outcomes = [record(key, event_time_ms, n=n) for key, event_time_ms, n in events[start : start + turn]]
        for packed in gather_parts(outcomes, window(), combine, SHARDS):
            added = shards[shard_key_of(packed)].add(unpack_part(packed), NEVER)
            assert (added.dead_letters, added.corrected) == ([], {})
    found = {
        (entry.start_ms, entry.key[0]): entry.total["n"]
        for windows in shards.values()
        for start_ms in range(0, 5000, 1000)
        for entry in windows.ending_at(start_ms + 999)
    }
    assert found == expected


@given(st.text(min_size=1))
def test_a_key_always_goes_to_the_same_shard(key):
    """Wherever it is met: the shard is chosen by the key's text, not by Python's hash, which differs by process."""
    chosen = {shard_key_of(gather_parts([record(key, at)], window(), combine, SHARDS)[0]) for at in (0, 5000)}
    assert len(chosen) == 1


def test_a_record_in_time_waits_for_its_window_to_end():
    """Nothing is written before."""
    windows = opened()
    added = windows.add(part([record("a", 500)]), 998)
    assert [(entry.key, entry.total["n"]) for entry in added.changed.values()] == [(("a",), 1)]
    assert (added.corrected, added.dead_letters) == ({}, [])
    assert windows.ending_at(998) == []
    assert [entry.key for entry in windows.ending_at(999)] == [("a",)]


def test_a_closed_window_is_forgotten_and_what_comes_then_is_late():
    """The dead letter has the record's place and bytes, and says which window."""
    windows = opened()
    windows.add(part([record("a", 500)]), 0)
    assert [entry.key for entry in windows.close_at(999)] == [("a",)]
    assert len(windows) == 0
    (letter,) = windows.add(part([record("a", 600, offset=42)]), 999).dead_letters
    assert letter == DeadLetter(3, 42, "late", "its window 1970-01-01T00:00:00+00:00 was closed", b"raw")
    assert len(windows) == 0


def test_a_window_that_was_closed_before_a_restart_stays_closed():
    """Flink's watermark begins anew then; opened again, the window would overwrite its row with the late record."""
    before = opened()
    before.add(part([record("a", 500)]), 0)
    before.close_at(999)
    after = opened(closed_until_ms=before.closed_until_ms)
    assert [letter.reason for letter in after.add(part([record("a", 600)]), NEVER).dead_letters] == ["late"]
    assert after.add(part([record("a", 1000)]), NEVER).dead_letters == []


def test_within_the_allowed_lateness_a_written_window_is_corrected():
    """Only the keys that changed are written again."""
    windows = opened(window(allowed_lateness_ms=300))
    windows.add(part([record("a", 1), record("b", 2)]), 0)
    assert len(windows.ending_at(999)) == 2
    added = windows.add(part([record("a", 3)]), 1298)
    assert [(entry.key, entry.total) for entry in added.corrected.values()] == [(("a",), {"n": 2})]
    assert windows.close_at(999) == []
    assert len(windows.close_at(1299)) == 2
    assert [letter.reason for letter in windows.add(part([record("a", 4)]), 1299).dead_letters] == ["late"]


def test_totals_that_cannot_be_combined_become_dead_letters_of_all_records_behind_them():
    """The total so far stands."""
    windows = opened(entries=[Entry(0, '["a"]', ("a",), {"n": "spoilt"})])
    added = windows.add(part([record("a", 1, 5), record("a", 2, 6)]), NEVER)
    assert [(letter.offset, letter.reason) for letter in added.dead_letters] == [
        (5, "combine_failed"),
        (6, "combine_failed"),
    ]
    assert (added.changed, windows.ending_at(999)) == ({}, [Entry(0, '["a"]', ("a",), {"n": "spoilt"})])


def test_a_result_gets_the_fields_of_the_key_and_the_end_of_the_window_as_its_time():
    """Latency counts from there: before, the row could not be written."""
    entry = Entry(60_000, '["c-1"]', ("c-1",), {"orders": 2, "cents": 1050, "largest_cents": 1000})
    made = finish(entry, Span(60_000, 120_000), ("customer_id",), order_totals.result)
    assert made.event_time_ms == 120_000
    assert made.values == {
        "customer_id": "c-1",
        "window_start": datetime(1970, 1, 1, 0, 1, tzinfo=timezone.utc),
        "window_end": datetime(1970, 1, 1, 0, 2, tzinfo=timezone.utc),
        "orders": 2,
        "amount_eur": 10.5,
        "largest_eur": 10.0,
    }


@pytest.mark.parametrize(
    ("result", "detail"),
    [
        (lambda total, span: total["nothing"], "KeyError: 'nothing'"),
        (lambda total, span: None, "returned NoneType, not a dict"),
    ],
)
def test_a_failed_result_is_a_dead_letter_that_holds_the_total(result, detail):
    """The records are gone by then; what they came to is not."""
    letter = finish(Entry(0, '["a"]', ("a",), {"n": 1, ("odd",): 2}), Span(0, 1000), ("k",), result)
    assert letter[:4] == (None, None, "result_failed", detail)
    assert letter.raw == b'{"key": ["a"], "window": [0, 1000], "total": {"n": 1}}'


def test_the_examples_totals_do_not_depend_on_order_or_grouping():
    """What `combine` promises, for the example; cents, because sums of floats do."""
    order = {"order_id": "o", "customer_id": "c", "currency": "EUR", "status": "paid", "event_timestamp": 1}
    one, two, three = (order_totals.measure({**order, "amount": amount}) for amount in (0.1, 0.2, 0.3))
    left = order_totals.combine(order_totals.combine(one, two), three)
    right = order_totals.combine(one, order_totals.combine(three, two))
    assert left == right == {"orders": 3, "cents": 60, "largest_cents": 30}
