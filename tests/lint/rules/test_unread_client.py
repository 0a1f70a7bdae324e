"""Clients that nothing is known of."""

import pytest

from tests.lint.lint_builder import faults, told

RULE = "unread_client"
HEAD = "from confluent_kafka import Consumer, Producer\n"


@pytest.mark.parametrize(
    "text",
    [
        "Producer({'linger.ms': 5})\n",
        "Producer({'linger.ms': 5, **more})\n",
        "def conf():\n    return {'linger.ms': 5}\nProducer(conf())\n",
        "other.Producer(load())\n",
        "class Job:\n    def f(self): self.consumer.subscribe(load())\n",
    ],
)
def test_what_can_be_read_was_checked(text):
    """And clients of others are theirs."""
    assert told(RULE, HEAD + text, "p.py") == []


@pytest.mark.parametrize(
    "text", ["Producer(load())\n", "def make(conf):\n    return Producer(conf)\n", "Producer(**conf)\n"]
)
def test_what_cannot_is_said(text):
    """As info: it is no fault."""
    (fault,) = faults(RULE, HEAD + text, "p.py")
    assert (fault.key, fault.severity) == ("Producer", None)
