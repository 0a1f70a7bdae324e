"""Uneven subtasks: first those that harm nobody."""

from __future__ import annotations

from advisor.diagnose.rules.skewed_subtasks import diagnose
from advisor.diagnose.verdict import Finding
from advisor.model.unknown import Unknown
from tests.builders import Op, context, observe


def findings(operator: Op, **job: object) -> list[Finding]:
    return list(diagnose(context(observe(Op("source", 0.1), operator, **job))))  # type: ignore[arg-type]


def test_one_subtask_cannot_be_uneven() -> None:
    """There is no other."""
    assert findings(Op("count", 0.9)) == []


def test_a_little_unevenness_is_normal() -> None:
    """Keys never spread perfectly."""
    assert findings(Op("count", (0.9, 0.8, 0.7, 0.75), subtasks=4)) == []


def test_a_fullest_subtask_that_has_time_harms_nobody() -> None:
    """40 % against 5 %."""
    assert findings(Op("count", (0.4, 0.05, 0.05, 0.05), subtasks=4)) == []


def test_a_lone_working_subtask_is_a_matter_of_partitions() -> None:
    """The others get nothing at all."""
    assert findings(Op("map", (0.9, 0.0, 0.0), subtasks=3, shares=(1.0, 0.0, 0.0))) == []


def test_a_source_that_reads_unevenly_and_keeps_up_harms_nobody() -> None:
    """After a restart one subtask is the last to catch up, and a source that reads is always busy."""
    reading = Op("source", (1.0, 0.1, 0.1), subtasks=3, shares=(0.8, 0.1, 0.1), pending=(900, 0))
    assert list(diagnose(context(observe(reading, Op("map", 0.2))))) == []


def test_unknown_clocks_are_no_skew() -> None:
    """Of all subtasks."""
    assert findings(Op("map", subtasks=4, unknown=Unknown("busy time is not reported"))) == []


def test_a_full_subtask_among_idle_ones_is_found() -> None:
    """With its key groups behind a keyBy."""
    hot = Op("count", (0.1, 0.95, 0.1, 0.1), subtasks=4, shares=(0.1, 0.7, 0.1, 0.1))
    (found,) = findings(hot, ship="HASH")
    assert "subtask 1 of count (key groups 32 to 63) is busy 95%" in found.message
    assert [each.observed for each in found.evidence] == [0.95, 7.0]
    assert "salt the hot key" in found.help


def test_a_full_subtask_with_no_more_records_than_others_is_another_matter() -> None:
    """Then no key is hot, and salting one is work for nothing: its machine is looked at."""
    (found,) = findings(Op("count", (0.1, 0.95, 0.1, 0.1), subtasks=4), ship="HASH")
    assert found.message.endswith("with no more records than the others")
    assert "tm-1" in found.help
    assert "salt" not in found.help
