"""Secrets are taken out of what a cluster says; names and figures stay."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.collect.redact import MASK, redact, redact_text


@pytest.mark.parametrize(
    "text",
    [
        "tokenize -> count: Writer",
        "Source: access_tokens: Writer",
        "Sink: secrets[3]: Writer",
        'ERROR: password authentication failed for user "orders"',
        "-XX:+UseG1GC -XX:MaxGCPauseMillis=100",
        "http://db:5432/orders",
    ],
)
def test_names_flags_and_plain_addresses_stay(text: str) -> None:
    """An operator may be called what it likes."""
    assert redact_text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "jdbc:postgresql://db/orders?user=me&password=s3cret",
        "postgresql://me:s3cret@db:5432/orders",
        "-Djavax.net.ssl.trustStorePassword=s3cret -Dx=y",
        'sasl.jaas.config: "x" {"password": "s3cret"}',
        "password='s3cret', host='db'",
        "AWS_SECRET_ACCESS_KEY=s3cret",
        "Authorization: Bearer s3cret.s3cret-s3cret",
        "api-key=s3cret,other=1",
    ],
)
def test_values_of_telling_keys_are_masked(text: str) -> None:
    """In addresses, options and messages."""
    assert "s3cret" not in redact_text(text)
    assert MASK in redact_text(text)


@pytest.mark.parametrize(
    "answer",
    [
        [{"key": "my.jdbc.password", "value": "s3cret"}],
        {"user-config": {"db_password": "s3cret"}},
        {"jvm": {"options": ["-Dpassword=s3cret"]}},
        {"deep": [{"er": {"token": ["s3cret"]}}]},
    ],
)
def test_telling_keys_of_an_answer_are_masked_whole(answer: Any) -> None:
    """Flink hides only those that it knows itself."""
    assert "s3cret" not in json.dumps(redact(answer))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@given(_JSON)
def test_an_answer_keeps_its_shape_and_masking_twice_is_masking_once(answer: Any) -> None:
    """For any JSON."""
    once = redact(answer)
    assert redact(once) == once
    assert type(once) is type(answer)
