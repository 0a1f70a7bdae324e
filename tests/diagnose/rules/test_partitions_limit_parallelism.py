"""A source that cannot be scaled any further."""

from __future__ import annotations

from advisor.diagnose.rules.partitions_limit_parallelism import diagnose
from advisor.diagnose.verdict import Finding
from tests.builders import Op, context, kafka, observe

BEHIND = (1000.0, 90_000.0)


def findings(partitions: int, subtasks: int, pending: tuple[float, float] = BEHIND, busy: float = 1.0) -> list[Finding]:
    shares = {f"t-{n}": 100.0 for n in range(partitions)}
    source = Op("source", busy, partitions=shares, subtasks=subtasks, pending=pending)
    return list(diagnose(context(observe(source, Op("out", 0.1)))))


def test_a_source_that_keeps_up_needs_no_more_partitions() -> None:
    """However many subtasks it has."""
    assert findings(4, 4, pending=(100, 90)) == []


def test_a_source_with_partitions_left_can_be_scaled() -> None:
    """Two subtasks, eight partitions."""
    assert findings(8, 2) == []


def test_a_source_that_waits_for_kafka_is_not_limited_by_its_subtasks() -> None:
    """They have time."""
    source = Op("source", 0.2, partitions={"t-0": 1000.0})
    found = context(observe(source, Op("out", 0.1), kafka=kafka(source, 2000, 60_000)))
    assert (found.verdict.kind, found.verdict.cause) == ("source_bound", "external_wait")
    assert list(diagnose(found)) == []


def test_a_source_that_tells_no_partitions_is_left_alone() -> None:
    """Nothing is known to bound it."""
    assert findings(0, 4) == []


def test_a_hot_key_is_not_a_matter_of_partitions() -> None:
    """The verdict names another cause."""
    source = Op("source", 0.02, 0.97, partitions={f"t-{n}": 100.0 for n in range(2)}, subtasks=2)
    hot = Op("count", (0.99, 0.1, 0.1), subtasks=3, shares=(0.9, 0.05, 0.05))
    assert list(diagnose(context(observe(source, hot, ship="HASH")))) == []


def test_an_operator_with_fewer_partitions_above_than_subtasks_is_bound_by_them() -> None:
    """One partition of four subtasks' worth: three of the operator's get nothing."""
    source = Op("source", 0.02, 0.97, partitions={"t-0": 1000.0}, subtasks=4)
    below = Op("map", (1.0, 0.0, 0.0, 0.0), subtasks=4, shares=(1.0, 0.0, 0.0, 0.0))
    (found,) = diagnose(context(observe(source, below)))
    assert (found.operator, found.evidence[0].observed, found.evidence[0].expected) == ("source", 1, 4)
    assert found.message == "the 1 partition of source limits map: more parallelism would read nothing"


def test_a_source_at_its_end_with_a_subtask_a_partition_is_found() -> None:
    """More parallelism would read nothing."""
    (found,) = findings(4, 4)
    assert (found.operator, found.evidence[0].observed) == ("source", 4)
