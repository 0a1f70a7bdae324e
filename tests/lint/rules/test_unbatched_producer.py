"""Producers without batches: first those that are quick on purpose."""

import pytest

from tests.lint.lint_builder import faults, program, told

RULE = "unbatched_producer"


@pytest.mark.parametrize(
    "conf",
    [
        '    "linger.ms": 0,\n',
        '    "linger.ms": 0,\n    "batch.size": 16384,\n    "compression.type": "lz4",\n',
        '    "linger.ms": 5,\n    "batch.size": 1024,\n    "compression.type": "none",\n',
        '    "batch.size": 1024,\n    "compression.type": "none",\n',
        '    "linger.ms": LINGER,\n    "batch.size": 1024,\n',
    ],
)
def test_no_linger_alone_is_right_where_each_millisecond_counts(conf):
    """And both clients of today linger 5 ms by themselves."""
    assert told(RULE, program(conf, call="Producer"), "p.py") == []


def test_no_linger_and_a_tiny_batch_are_told_each_at_its_line():
    """A warning each."""
    conf = '    "linger.ms": 0,\n    "batch.size": 1024,\n'
    found = faults(RULE, program(conf, call="Producer"), "p.py")
    assert [(each.place.line, each.key, each.severity) for each in found] == [
        (4, "linger.ms", None),
        (5, "batch.size", None),
    ]


def test_no_linger_and_no_compression_are_info():
    """Somebody wrote both down."""
    found = faults(RULE, "acks=all\nlinger.ms=0\ncompression.type=none\n", "producer.properties")
    assert [(each.place.line, each.severity) for each in found] == [(2, "info"), (3, "info")]


def test_the_other_name_of_linger_counts():
    """librdkafka's queue.buffering.max.ms."""
    conf = '    "queue.buffering.max.ms": 0,\n    "batch.size": 100,\n'
    assert told(RULE, program(conf, call="Producer"), "p.py")[0] == (4, "queue.buffering.max.ms")
