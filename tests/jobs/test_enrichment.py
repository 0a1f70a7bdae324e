"""From raw record to row or dead letter, without Flink, Kafka or Postgres."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.errors import SettingsError
from jobs.examples.orders import enrich
from jobs.operators.dead_letters import DeadLetter
from jobs.operators.enrichment import Enricher, RawRecord, decode, load_function
from jobs.operators.rows import Row, RowMaker
from jobs.rejection import Rejected

ORDER = {
    "order_id": "o-1",
    "customer_id": "c-1",
    "amount": 100.0,
    "currency": "USD",
    "status": "paid",
    "event_timestamp": 1_700_000_000_000,
}


def raw(without=None, **fields):
    order = {**ORDER, **fields}
    if without:
        order.pop(without)
    return RawRecord(json.dumps(order).encode(), 3, 42, 1_700_000_000_999)


def outcome(function, target, record, event_time_field=""):
    """Both steps: the user's function, then the table."""
    return RowMaker(target)(Enricher(function, event_time_field)(record))


def test_a_good_order_becomes_a_row_with_key_version_and_event_time(orders):
    """All that batching and the sink need later is on the row."""
    row = outcome(enrich, orders, raw(), "event_timestamp")
    assert row == Row(
        key=("o-1",),
        version=(1_700_000_000_000, 42),
        values={
            **ORDER,
            "amount_eur": 92.0,
            "is_large": False,
            "source_offset": 42,
        },
        event_time_ms=1_700_000_000_000,
        record=raw(),
    )


def test_without_an_event_time_field_kafkas_own_timestamp_counts(orders):
    """Latency is then measured from the moment Kafka got the record."""
    assert outcome(enrich, orders, raw()).event_time_ms == 1_700_000_000_999


@pytest.mark.parametrize(
    ("record", "reason", "detail"),
    [
        (RawRecord(None, 0, 1, 0), "empty_record", "no value"),
        (RawRecord(b"{oops", 0, 1, 0), "not_json", "column"),
        (RawRecord(b"", 0, 1, 0), "not_json", ""),
        (RawRecord(b'{"a": NaN}', 0, 1, 0), "not_json", ""),
        (RawRecord(b"\xff\xfe{}", 0, 1, 0), "not_utf8", "0xff"),
        (RawRecord(b"[1, 2]", 0, 1, 0), "not_an_object", "list"),
        (raw(without="order_id"), "missing_field", "no 'order_id'"),
        (raw(order_id=None), "missing_field", "order_id"),
        (raw(status=7), "wrong_type", "status"),
        (raw(currency="XXX"), "unknown_currency", "'XXX'"),
        (raw(amount="ten"), "enrichment_failed", "TypeError"),
        (raw(customer_id="a\x00b"), "nul_in_text", "customer_id"),
        (raw(amount=1e11), "out_of_range", "amount"),
        (raw(status="x" * 17), "too_long", "status"),
        (raw(event_timestamp=2**63), "out_of_range", "event_timestamp"),
    ],
)
def test_a_bad_record_becomes_a_dead_letter_with_its_place_reason_and_bytes(orders, record, reason, detail):
    """Never an exception: one bad record must not stop the job."""
    letter = outcome(enrich, orders, record, "event_timestamp")
    assert isinstance(letter, DeadLetter)
    assert (letter.partition, letter.offset, letter.raw) == (record.partition, record.offset, record.value)
    assert letter.reason == reason
    assert detail in letter.detail


def test_a_missing_field_is_still_a_key_error_to_code_that_handles_one(orders):
    """An enrichment may ask for an optional field the usual way."""

    def tolerant(order):
        try:
            status = order["state"]
        except KeyError:
            status = "unknown"
        return {**enrich(order), "status": status}

    assert outcome(tolerant, orders, raw()).values["status"] == "unknown"


def test_a_field_without_a_column_is_refused_rather_than_dropped(orders):
    """Dropping it in silence would lose data that somebody computed."""
    letter = outcome(lambda order: {**enrich(order), "margin": 3}, orders, raw())
    assert (letter.reason, letter.detail) == ("unexpected_field", "the table has no column ['margin']")


def test_a_function_that_returns_no_dict_is_a_failed_enrichment(orders):
    """A forgotten return statement is the usual cause."""
    letter = outcome(lambda order: None, orders, raw())
    assert (letter.reason, letter.detail) == ("enrichment_failed", "returned NoneType, not a dict")


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_rejected(value):
    """No input makes the decoder raise anything but Rejected."""
    with suppress(Rejected):
        assert isinstance(decode(value), dict)


def test_the_function_is_found_by_module_and_name():
    """The way the profile names it."""
    assert load_function("jobs.examples.orders:enrich") is enrich


@pytest.mark.parametrize(
    "name", ["jobs.examples.orders:nothing", "no.such.module:enrich", "jobs.examples.orders:EUROS"]
)
def test_a_function_that_cannot_be_loaded_is_named_with_its_setting(name):
    """The sentence says which setting to change."""
    with pytest.raises(SettingsError, match=r"^enrichment\.function: .*" + name.split(":")[1]):
        load_function(name)
