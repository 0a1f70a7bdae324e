"""What fits a column passes without a word; what does not is refused with the reason a reader can group by."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.operators.validation import column_check, row_check
from jobs.rejection import Rejected
from jobs.target import Column

NUMERIC = Column("amount", "numeric", precision=5, scale=2)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (Column("a", "text"), ""),
        (Column("a", "text"), "Zürich 東京 🚀"),
        (Column("a", "varchar", max_length=3), "abc"),
        (Column("a", "int2"), -32768),
        (Column("a", "int4"), 2**31 - 1),
        (Column("a", "int8"), -(2**63)),
        (NUMERIC, 999.99),
        (NUMERIC, Decimal("-999.994")),
        (NUMERIC, 7),
        (Column("a", "numeric"), 123456789.123456789),
        (Column("a", "float8"), 1e300),
        (Column("a", "bool"), False),
        (Column("a", "timestamptz"), "2026-11-23T10:00:00Z"),
        (Column("a", "timestamp"), "2026-11-23 10:00:00.123"),
        (Column("a", "timestamptz"), "Nov 23 2026 10:00 CET"),  # Postgres' own parser knows more than ours
        (Column("a", "date"), "2026-11-23"),
        (Column("a", "uuid"), "6fa459ea-ee8a-3ca4-894e-db77e160355e"),
        (Column("a", "inet"), "anything: Postgres decides"),
        (Column("a", "text", nullable=True), None),
    ],
)
def test_a_value_that_fits_its_column_passes(column, value):
    """No false alarms at the edges of the ranges."""
    assert row_check([column])({column.name: value}) is None


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        (Column("a", "text", nullable=False), None, "missing_field"),
        (Column("a", "text"), 5, "wrong_type"),
        (Column("a", "text"), "a\x00b", "nul_in_text"),
        (Column("a", "text"), "half \ud800", "not_utf8"),
        (Column("a", "varchar", max_length=3), "abcd", "too_long"),
        (Column("a", "int2"), 32768, "out_of_range"),
        (Column("a", "int4"), 2**31, "out_of_range"),
        (Column("a", "int4"), True, "wrong_type"),
        (Column("a", "int4"), 1.0, "wrong_type"),
        (Column("a", "int4"), "1", "wrong_type"),
        (NUMERIC, 999.995, "out_of_range"),
        (NUMERIC, float("nan"), "out_of_range"),
        (NUMERIC, float("inf"), "out_of_range"),
        (NUMERIC, "12", "wrong_type"),
        (Column("a", "numeric"), 2**63, "out_of_range"),
        (Column("a", "float4"), 1e39, "out_of_range"),
        (Column("a", "bool"), 1, "wrong_type"),
        (Column("a", "timestamptz"), 1_700_000_000, "wrong_type"),
        (Column("a", "date"), 20261123, "wrong_type"),
        (Column("a", "uuid"), 7, "wrong_type"),
        (Column("a", "timestamp"), "\x00", "nul_in_text"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_its_reason(column, value, reason):
    """The reason is the word in the dead letter, the detail names the column."""
    with pytest.raises(Rejected) as refused:
        row_check([column])({column.name: value})
    assert refused.value.reason == reason
    assert column.name in refused.value.detail


@given(st.integers())
def test_an_int4_takes_exactly_what_four_bytes_hold(value):
    """The check agrees with the definition of the type for every integer."""
    check = column_check(Column("a", "int4"))
    if -(2**31) <= value < 2**31:
        check(value)
    else:
        with pytest.raises(Rejected):
            check(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-2000, max_value=2000, places=4))
def test_a_numeric_takes_what_still_fits_after_postgres_rounds_it(value):
    """numeric(5, 2): rounded half away from zero to two places, then below 1000."""
    rounded = abs(value).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
    check = column_check(NUMERIC)
    if rounded < 1000:
        check(value)
    else:
        with pytest.raises(Rejected):
            check(value)
