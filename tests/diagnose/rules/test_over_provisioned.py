"""More subtasks than the load needs: first where that cannot be said."""

from __future__ import annotations

from advisor.diagnose.rules.over_provisioned import diagnose
from advisor.diagnose.verdict import Finding
from tests.builders import Op, context, observe


def findings(operator: Op, source: Op | None = None) -> list[Finding]:
    return list(diagnose(context(observe(source or Op("source", 0.1), operator))))


def test_an_idle_job_says_nothing_of_its_size() -> None:
    """Nothing comes; it may come tomorrow."""
    assert findings(Op("map", 0.0, subtasks=16, records_in=0)) == []


def test_next_to_no_load_says_nothing_either() -> None:
    """Half a percent busy is the clocks' noise; two records a second among 16 subtasks are no load."""
    assert findings(Op("map", 0.005, subtasks=16)) == []
    assert findings(Op("map", 0.05, subtasks=16, records_in=2)) == []


def test_a_few_subtasks_are_not_worth_a_word() -> None:
    """Three of them, hardly busy."""
    assert findings(Op("map", 0.1, subtasks=3)) == []


def test_twice_what_is_needed_is_reserve() -> None:
    """For the peaks of the day."""
    assert findings(Op("map", 0.35, subtasks=8)) == []


def test_an_operator_is_sized_for_its_busiest_part_of_the_window() -> None:
    """Idle for 20 s, then 60 % busy: bursts are load, too."""
    quiet, burst = Op("map", 0.02, subtasks=12), Op("map", 0.6, subtasks=12)
    parts = tuple((Op("source", 0.1), each) for each in (quiet, quiet, burst))
    assert list(diagnose(context(observe(Op("source", 0.1), burst, parts=parts)))) == []


def test_while_anything_limits_the_job_nothing_is_too_large() -> None:
    """What is idle now may be needed once the limit is gone."""
    limited = context(observe(Op("source", 0.02, 0.97), Op("map", 1.0), Op("out", 0.05, subtasks=16)))
    assert list(diagnose(limited)) == []


def test_sources_are_sized_by_partitions() -> None:
    """Not by their busy time."""
    assert findings(Op("map", 0.5), Op("source", 0.02, subtasks=16)) == []


def test_several_times_what_is_needed_is_found_as_information() -> None:
    """5 % of 16 subtasks is work for two at 70 %."""
    (found,) = findings(Op("map", 0.05, subtasks=16))
    assert (found.severity, found.evidence[0].observed, found.evidence[0].expected) == ("info", 16, 2)
