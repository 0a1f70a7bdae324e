"""An uneven topic: first where it harms nobody."""

from __future__ import annotations

from advisor.diagnose.rules.hot_partition import diagnose
from advisor.diagnose.verdict import Finding
from tests.builders import Op, context, kafka, observe

HOT = {"t-0": 850.0, "t-1": 50.0, "t-2": 50.0, "t-3": 50.0}
ITS_READER = (0.85, 0.05, 0.05, 0.05)


def findings(
    partitions: dict[str, float],
    busy: float = 0.1,
    held: float = 0.9,
    subtasks: int = 4,
    shares: tuple[float, ...] | None = ITS_READER,
) -> list[Finding]:
    source = Op("source", busy, held, partitions=partitions, subtasks=subtasks, shares=shares)
    return list(diagnose(context(observe(source, Op("out", 0.9)))))


def test_an_even_topic_has_no_hot_partition() -> None:
    """A third more is nothing."""
    assert findings({"t-0": 300, "t-1": 250, "t-2": 250, "t-3": 200}) == []


def test_a_source_that_has_time_reads_what_comes() -> None:
    """However it is spread."""
    assert findings(HOT, busy=0.1, held=0.0) == []


def test_a_single_subtask_reads_all_partitions_anyway() -> None:
    """Nothing is uneven for it."""
    assert findings(HOT, subtasks=1, shares=None) == []


def test_subtasks_that_read_the_same_are_not_uneven() -> None:
    """Kafka's client empties one fetch (1 MB) after the other: held back, it reads one partition at a time."""
    assert findings(HOT, shares=None) == []
    assert findings(HOT, shares=(0.3, 0.3, 0.2, 0.2)) == []


EVEN = dict.fromkeys(HOT, 250.0)


def arriving(rates: dict[str, float], busy: float = 0.1, held: float = 0.9, subtasks: int = 4) -> list[Finding]:
    """What is read is even."""
    source = Op("source", busy, held, partitions=EVEN, subtasks=subtasks)
    return list(diagnose(context(observe(source, Op("out", 0.9), kafka=kafka(source, rates, 500_000)))))


def test_what_arrives_evenly_has_no_hot_partition() -> None:
    """Held back, the source reads one partition after the other, and its subtasks what is there: that is no skew."""
    source = Op("source", 0.1, 0.9, partitions=HOT, subtasks=4, shares=ITS_READER)
    looks = kafka(source, EVEN, 500_000)
    assert list(diagnose(context(observe(source, Op("out", 0.9), kafka=looks)))) == []


def test_a_hot_partition_harms_no_single_subtask_and_no_source_with_time() -> None:
    """As without Kafka."""
    assert arriving(HOT, subtasks=1) == []
    assert arriving(HOT, held=0.0) == []


def test_a_trickle_beside_a_backlog_says_nothing_of_the_topic() -> None:
    """1,000 rec/s are read, 10 arrive, in one partition."""
    assert arriving({**dict.fromkeys(HOT, 0.0), "t-0": 10.0}) == []


def test_what_arrives_in_one_partition_is_named_however_evenly_it_is_read() -> None:
    """Kafka tells."""
    (found,) = arriving(HOT)
    assert (found.evidence[0].observed, found.evidence[0].source) == (0.85, "Kafka")
    assert found.message == "partition t-0 carries 85% of what arrives for source; even would be 25%"


def test_one_partition_cannot_be_hotter_than_others() -> None:
    """And no partitions are not known."""
    assert findings({"t-0": 1000}) == []
    assert findings({}) == []


def test_a_partition_with_most_of_the_records_is_named() -> None:
    """85 % where 25 % would be even."""
    (found,) = findings(HOT)
    assert (found.operator, found.evidence[0].observed, found.evidence[0].expected) == ("source", 0.85, 0.25)
    assert "partition t-0" in found.message
