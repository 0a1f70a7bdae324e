"""Whether a value fits a Postgres column, decided before it is sent: one bad value must not cost a whole batch.

`row_check(columns)` gives a function that returns nothing for a row that fits and raises Rejected otherwise.
It is built once and called once a row, so everything that can be looked up beforehand is.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

from jobs.rejection import Rejected
from jobs.target import Column

Check = Callable[[Any], None]

RowCheck = Callable[[dict[str, Any]], None]

_INTEGER_BITS = {"int2": 16, "int4": 32, "int8": 64}
_JSON_INTEGER_LIMIT = 1 << 63  # what the JSON encoder can carry


def row_check(columns: Iterable[Column]) -> RowCheck:
    """The check of a whole row: no column too many, no null where none may be, every value in type and range."""
    checks = [(column.name, column.nullable, column_check(column)) for column in columns]
    names = {name for name, _, _ in checks}

    def check_row(row: dict[str, Any]) -> None:
        for name, nullable, check in checks:
            value = row.get(name)
            if value is not None:
                check(value)
            elif not nullable:
                raise Rejected("missing_field", f"{name} must not be null")
        if row.keys() != names and row.keys() - names:
            raise Rejected("unexpected_field", f"the table has no column {sorted(row.keys() - names)}")

    return check_row


def column_check(column: Column) -> Check:
    """The check of one column for values other than null."""
    if column.type in _INTEGER_BITS:
        return _integer(column.name, _INTEGER_BITS[column.type])
    if column.type in ("numeric", "float4", "float8"):
        return _number(column)
    if column.type in ("text", "varchar", "bpchar"):
        return _text(column.name, column.max_length)
    if column.type == "bool":
        return _boolean(column.name)
    if column.type in ("timestamp", "timestamptz", "date"):
        return _text_or(column, date)  # a datetime is a date, too
    if column.type == "uuid":
        return _text_or(column, uuid.UUID)
    return _left_to_postgres


def _wrong_type(name: str, value: Any, wanted: str) -> Rejected:
    return Rejected("wrong_type", f"{name} wants {wanted}, got {type(value).__name__} {value!r:.60}")


def _integer(name: str, bits: int) -> Check:
    low, high = -(1 << (bits - 1)), (1 << (bits - 1)) - 1

    def check(value: Any) -> None:
        if type(value) is not int:
            raise _wrong_type(name, value, "an integer")
        if not low <= value <= high:
            raise Rejected("out_of_range", f"{name} takes {low} to {high}, got {value}")

    return check


def _number(column: Column) -> Check:
    name, wanted = column.name, "a number"
    limit: float = _JSON_INTEGER_LIMIT if column.type == "numeric" else 3.4e38 if column.type == "float4" else 1.7e308
    if column.precision is not None and column.type == "numeric":
        scale = column.scale or 0
        # Postgres rounds to the scale first, so 9.995 does not fit numeric(3, 2).
        limit = min(limit, 10 ** (column.precision - scale) - 0.5 * 10**-scale)

    def check(value: Any) -> None:
        if type(value) not in (int, float, Decimal):
            raise _wrong_type(name, value, wanted)
        if not (isfinite(value) and -limit < value < limit):
            raise Rejected("out_of_range", f"{name} takes numbers between +-{limit:g}, got {value}")

    return check


def _text(name: str, max_length: int | None) -> Check:
    def check(value: Any) -> None:
        if type(value) is not str:
            raise _wrong_type(name, value, "a string")
        if "\x00" in value:
            raise Rejected("nul_in_text", f"{name} holds a NUL character, which Postgres cannot store")
        if max_length is not None and len(value) > max_length:
            raise Rejected("too_long", f"{name} takes {max_length} characters, got {len(value)}")
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise Rejected("not_utf8", f"{name} holds half a surrogate pair") from None

    return check


def _boolean(name: str) -> Check:
    def check(value: Any) -> None:
        if type(value) is not bool:
            raise _wrong_type(name, value, "true or false")

    return check


def _text_or(column: Column, *accepted: type) -> Check:
    """Text that Postgres parses itself: it takes more ways of writing a moment than any check here would."""

    def check(value: Any) -> None:
        if not isinstance(value, (str, *accepted)):
            raise _wrong_type(column.name, value, f"a {column.type}")
        if isinstance(value, str) and "\x00" in value:
            raise Rejected("nul_in_text", f"{column.name} holds a NUL character, which Postgres cannot store")

    return check


def _left_to_postgres(value: Any) -> None:
    """Types without a check here: the sink isolates the rows that Postgres refuses."""
