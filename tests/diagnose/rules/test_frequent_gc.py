"""Garbage collection that takes much of the time: first when it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.diagnose.rules.frequent_gc import diagnose
from advisor.diagnose.verdict import Finding
from advisor.measure.machines import CollectorMeasure
from advisor.model.unknown import Unknown
from tests.builders import Op, context, machine, observe

JOB = (Op("source", 0.3), Op("sink", 0.4))


def findings(**gc: object) -> list[Finding]:
    return list(diagnose(context(observe(*JOB, machines=machine(**gc)))))  # type: ignore[arg-type]


def test_a_machine_that_hardly_collects_is_healthy() -> None:
    """2 % of the time, many times."""
    assert findings(gc_ratio=0.02, young=40) == []


def test_one_long_collection_is_not_frequent() -> None:
    """6 s of 30, in two pauses: another rule's."""
    assert findings(gc_ratio=0.2, young=2) == []


def test_an_idle_machine_is_left_alone() -> None:
    """No collection at all."""
    assert findings(gc_ratio=0.0, young=0) == []


def test_machines_that_were_not_read_say_nothing() -> None:
    """Unknown is no zero, and no finding."""
    assert list(diagnose(context(observe(*JOB)))) == []


def test_counters_that_went_backwards_say_nothing() -> None:
    """The TaskManager was restarted."""
    found = context(observe(*JOB, machines=machine(gc_ratio=0.5, young=50)))
    machines = found.job.machines
    assert not isinstance(machines, Unknown)
    restarted = replace(machines[0], gc_ratio=Unknown("a counter went backwards"))
    assert list(diagnose(replace(found, job=replace(found.job, machines=(restarted,))))) == []


def test_collections_beside_the_tasks_are_not_counted() -> None:
    """ZGC's cycles take long and stop nobody."""
    found = context(observe(*JOB, machines=machine()))
    machines = found.job.machines
    assert not isinstance(machines, Unknown)
    collectors = (CollectorMeasure("ZGC_Cycles", 20.0, 20_000.0), CollectorMeasure("ZGC_Pauses", 2.0, 4.0))
    zgc = replace(machines[0], gc_ratio=0.5, collectors=collectors)
    assert list(diagnose(replace(found, job=replace(found.job, machines=(zgc,))))) == []


@pytest.mark.parametrize(("ratio", "severity"), [(0.12, "warning"), (0.4, "critical")])
def test_a_machine_that_keeps_collecting_is_named(ratio: float, severity: str) -> None:
    """With its share of the time and the number of collections."""
    (found,) = findings(gc_ratio=ratio, young=60)
    assert (found.rule, found.severity, found.operator) == ("frequent_gc", severity, None)
    assert found.message == f"tm-1 collects garbage {ratio:.0%} of the time, 60 times in the window"
    assert (found.evidence[0].observed, found.evidence[0].expected, found.evidence[0].unit) == (ratio, 0.1, "ratio")


def test_many_machines_are_one_finding() -> None:
    """The worst is named, the others are counted."""
    pairs = [machine(f"tm-{n}", gc_ratio=0.1 * n, young=30) for n in (1, 2, 3)]
    looks = tuple(tuple(each for pair in pairs for each in pair[look]) for look in (0, 1))
    (found,) = diagnose(context(observe(*JOB, machines=looks)))
    assert found.message.startswith("tm-3 collects garbage 30% of the time")
    assert found.message.endswith("(and 2 more do)")
    assert [each.observed for each in found.evidence] == [0.3, 0.2, 0.1]
