"""Producers without batches: first those that are quick on purpose."""

import pytest

from tests.lint.lint_builder import faults, program, told

RULE = "unbatched_producer"


@pytest.mark.parametrize(
    "conf",
    [
        '    "linger.ms": 0,\n    **more,\n',
        '    "linger.ms": 0,\n    "compression.type": "zstd",\n',
        '    "batch.num.messages": 1000,\n',
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


def test_compression_that_nobody_set_is_none():
    """As info, at the linger that makes it dear."""
    (fault,) = faults(RULE, program('    "linger.ms": 0,\n    "acks": "all",\n', call="Producer"), "p.py")
    assert (fault.place.line, fault.key, fault.severity) == (4, "linger.ms", "info")
    assert fault.message.endswith("and compression.type is not set")


@pytest.mark.parametrize("linger", ["", "linger.ms=0\n"])
def test_a_batch_of_nothing_is_none(linger):
    """Java's way to switch batches off, with linger or without."""
    found = faults(RULE, f"batch.size=0\n{linger}", "producer.properties")
    assert (found[0].key, found[0].severity, found[0].message) == ("batch.size", None, "0 switches batches off")
    assert [each.severity for each in found[1:]] == [None] * bool(linger)


def test_a_batch_of_one_message_is_none():
    """librdkafka's."""
    assert told(RULE, program('    "batch.num.messages": 1,\n', call="Producer"), "p.py") == [(4, "batch.num.messages")]


def test_the_other_name_of_linger_counts():
    """librdkafka's queue.buffering.max.ms."""
    conf = '    "queue.buffering.max.ms": 0,\n    "batch.size": 100,\n'
    assert told(RULE, program(conf, call="Producer"), "p.py")[0] == (4, "queue.buffering.max.ms")
