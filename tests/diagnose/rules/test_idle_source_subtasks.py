"""Source subtasks without a partition."""

from __future__ import annotations

from advisor.diagnose.rules.idle_source_subtasks import diagnose
from advisor.diagnose.verdict import Finding
from tests.builders import Op, context, observe


def reading(
    shares: tuple[float, ...] | None, held: float = 0.0, partitions: int = 0, rate: float = 1000
) -> list[Finding]:
    names = {f"t-{n}": 100.0 for n in range(partitions)}
    source = Op("source", 0.1, held, subtasks=4, shares=shares, partitions=names, records_out=rate)
    return list(diagnose(context(observe(source, Op("out", 0.1)))))


def findings(partitions: int, subtasks: int) -> list[Finding]:
    source = Op("source", 0.1, partitions={f"t-{n}": 100 for n in range(partitions)}, subtasks=subtasks)
    return list(diagnose(context(observe(source, Op("out", subtasks=8)))))


def test_a_partition_for_each_subtask_is_right() -> None:
    """Or several."""
    assert findings(4, 4) == []
    assert findings(12, 4) == []


def test_subtasks_that_all_read_are_right() -> None:
    """Files, sockets, other brokers, that tell no partitions; however uneven it is."""
    assert findings(0, 4) == []
    assert reading((0.97, 0.01, 0.01, 0.01)) == []


def test_partitions_that_are_merely_quiet_are_left_alone() -> None:
    """Each subtask has one; who reads what may change tomorrow."""
    assert reading((0.5, 0.5, 0.0, 0.0), partitions=4) == []


def test_next_to_no_input_leaves_subtasks_without_any() -> None:
    """A record every ten seconds reaches one of them, and another one later. None at all reaches nobody."""
    assert reading((1.0, 0.0, 0.0, 0.0), rate=0.1) == []
    assert reading(None, rate=0.0) == []


def test_a_source_that_is_held_back_may_not_have_come_to_all_yet() -> None:
    """What it reads is decided below."""
    assert reading((0.5, 0.5, 0.0, 0.0), held=0.25) == []


def test_a_chain_may_drop_what_it_read() -> None:
    """A filter behind the source: its records out say nothing of what came in."""
    chain = Op("source -> filter", 0.1, subtasks=4, shares=(0.5, 0.5, 0.0, 0.0))
    assert list(diagnose(context(observe(chain, Op("out", 0.1))))) == []


def test_a_subtask_that_has_come_to_its_end_does_not_idle() -> None:
    """Its clocks stand still, and so do its counters."""
    ended = Op("source", (0.1, 0.1, 1.0, 1.0), subtasks=4, shares=(0.5, 0.5, 0.0, 0.0))
    assert list(diagnose(context(observe(ended, Op("out", 0.1))))) == []


def test_subtasks_beyond_the_partitions_are_counted() -> None:
    """Three of four have nothing to read."""
    (found,) = findings(1, 4)
    assert found.message == "3 of 4 subtasks of source have no partition: there is 1"


def test_subtasks_without_a_record_beside_busy_ones_are_information() -> None:
    """Where partitions are not told, records do; whether it stays so is not known."""
    (found,) = reading((0.5, 0.5, 0.0, 0.0))
    assert (found.severity, found.evidence[0].observed) == ("info", 2)
    assert found.message == "2 of 4 subtasks of source read nothing in the window, the others 1,000 rec/s"
