"""Reading Postgres' statistics: no secret in any message."""

from __future__ import annotations

import traceback
from typing import Any

import pytest

from advisor.collect.postgres import collect_database, open_database
from advisor.errors import AdvisorError, BadInput, CannotReach


@pytest.mark.parametrize(
    "dsn", ["postgresql://me:s3cret@127.0.0.1:9/orders", "host=127.0.0.1 port=9 password=s3cret", "s3cret oops"]
)
def test_a_password_appears_in_no_message_and_no_traceback(dsn: str) -> None:
    """Not even in the cause that --debug shows."""
    with pytest.raises(AdvisorError) as caught:
        open_database(dsn)
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_a_string_that_is_no_dsn_is_bad_input() -> None:
    """With an example."""
    with pytest.raises(BadInput, match="postgresql://user@host"):
        open_database("nonsense")


def test_a_server_that_is_not_there_is_named() -> None:
    """Host, port and database."""
    with pytest.raises(CannotReach, match=r"127\.0\.0\.1:9/orders"):
        open_database("postgresql://me@127.0.0.1:9/orders")


@pytest.mark.parametrize("row", [None, (1, 2)])
def test_an_answer_of_another_shape_is_one_sentence(row: Any) -> None:
    """No row for this database, or too few columns."""

    class Odd:
        def cursor(self) -> Odd:
            return self

        __enter__ = cursor

        def __exit__(self, *_: object) -> None:
            pass

        def execute(self, _statement: str) -> None:
            pass

        def fetchone(self) -> Any:
            return row

    with pytest.raises(CannotReach, match="statistics"):
        collect_database(Odd())
