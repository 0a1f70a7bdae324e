"""Reading Postgres' statistics: a database that is away is an answer, and no secret is in any message."""

from __future__ import annotations

import traceback

import pytest

from advisor.collect.postgres import Database
from advisor.errors import BadInput
from advisor.model.unknown import Unknown


@pytest.mark.parametrize(
    "dsn", ["postgresql://me:s3cret@127.0.0.1:9/orders", "host=127.0.0.1 port=9 password=s3cret dbname=orders"]
)
def test_a_server_that_is_not_there_is_named_without_the_password(dsn: str) -> None:
    """Host, port and database: the report goes on without it, and says so."""
    found = Database(dsn).look()
    assert isinstance(found, Unknown)
    assert "127.0.0.1:9/orders" in found.reason
    assert "s3cret" not in found.reason


def test_a_string_that_is_no_dsn_is_bad_input() -> None:
    """With an example, without the string: it may hold a password, which not even --debug may show."""
    dsn = "cret oops".join(("s3", ""))
    with pytest.raises(BadInput, match="postgresql://user@host") as caught:
        Database(dsn)
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))
