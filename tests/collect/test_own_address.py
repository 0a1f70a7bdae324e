"""Which names are this machine's."""

from __future__ import annotations

import pytest

from advisor.collect.own_address import is_own_address


@pytest.mark.parametrize("host", ["", "nobody.invalid", "192.0.2.1", "2001:db8::1", "a" * 64, "x\0y", ".."])
def test_somebody_elses_name_is_not_ours_nor_is_what_is_no_name(host: str) -> None:
    """Addresses for documentation are nobody's."""
    assert not is_own_address(host)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "0.0.0.0"])
def test_what_this_machine_answers_to_is_ours(host: str) -> None:
    """By name or by number."""
    assert is_own_address(host)
