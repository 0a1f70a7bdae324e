"""Waiting for more bytes, longer than the budget."""

import pytest

from tests.lint.lint_builder import faults, told

RULE = "fetch_wait_over_latency_budget"
TEXT = "group.id=g\nfetch.min.bytes={}\nfetch.max.wait.ms={}\n"


@pytest.mark.parametrize(("least", "wait", "budget"), [(65536, 500, 2000), (1, 5000, 100), (65536, 5000, None)])
def test_within_the_budget_or_without_a_reason_to_wait_it_is_fine(least, wait, budget):
    """With one byte the broker answers at once."""
    assert told(RULE, TEXT.format(least, wait), "consumer.properties", latency_budget_ms=budget) == []


def test_more_than_the_budget_is_too_long():
    """At the line of the wait."""
    (fault,) = faults(RULE, TEXT.format(65536, 5000), "consumer.properties", latency_budget_ms=2000)
    assert (fault.place.line, fault.key) == (3, "fetch.max.wait.ms")
    assert fault.message == "a record may wait 5,000 ms for others, the budget is 2,000 ms"


def test_the_default_of_500_ms_counts():
    """At the line that makes it wait."""
    text = "group.id=g\nfetch.min.bytes=65536\n"
    assert told(RULE, text, "consumer.properties", latency_budget_ms=200) == [(2, "fetch.min.bytes")]


def test_librdkafkas_name_counts():
    """fetch.wait.max.ms."""
    text = '{"group.id": "g",\n"fetch.min.bytes": 100000,\n"fetch.wait.max.ms": 3000}'
    assert told(RULE, text, "consumer.json", latency_budget_ms=2000) == [(3, "fetch.wait.max.ms")]
