"""Source subtasks without a partition."""

from __future__ import annotations

from advisor.diagnose.rules.idle_source_subtasks import diagnose
from advisor.diagnose.verdict import Finding
from tests.builders import Op, context, observe


def findings(partitions: int, subtasks: int) -> list[Finding]:
    source = Op("source", 0.1, partitions={f"t-{n}": 100 for n in range(partitions)}, subtasks=subtasks)
    return list(diagnose(context(observe(source, Op("out", subtasks=8)))))


def test_a_partition_for_each_subtask_is_right() -> None:
    """Or several."""
    assert findings(4, 4) == []
    assert findings(12, 4) == []


def test_a_source_that_tells_no_partitions_is_left_alone() -> None:
    """Files, sockets, other brokers."""
    assert findings(0, 4) == []


def test_subtasks_beyond_the_partitions_are_counted() -> None:
    """Three of four have nothing to read."""
    (found,) = findings(1, 4)
    assert found.message == "3 of 4 subtasks of source have no partition: the topic has 1"
