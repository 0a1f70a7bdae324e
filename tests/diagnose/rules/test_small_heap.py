"""A heap that stays full: first the heaps that only look so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from advisor.diagnose.rules.small_heap import diagnose
from advisor.diagnose.verdict import Finding
from advisor.measure.machines import CollectorMeasure
from advisor.model.observation import FailureSample, Observation
from advisor.model.unknown import Unknown
from tests.builders import Op, context, machine, observe

JOB = (Op("source", 0.3), Op("sink", 0.4))
OUT_OF_HEAP = "java.lang.OutOfMemoryError: Java heap space"


def findings(**gc: object) -> list[Finding]:
    return list(diagnose(context(observe(*JOB, machines=machine(**gc)))))  # type: ignore[arg-type]


def failed(cause: str, minutes_ago: float) -> Observation:
    observation = observe(*JOB, machines=machine())
    at = observation.last.taken_at - timedelta(minutes=minutes_ago)
    failure = FailureSample(cause, at.timestamp() * 1000, None)
    return Observation((observation.first, replace(observation.last, failures=(failure,))))


def test_a_full_heap_that_is_cleared_by_young_collections_is_no_small_heap() -> None:
    """Most of it is garbage that nobody had to clear yet."""
    assert findings(heap_used=0.95, young=40) == []


def test_one_old_collection_may_have_been_asked_for() -> None:
    """A heap dump, a System.gc()."""
    assert findings(heap_used=0.8, full=1, full_ms=500.0) == []


def test_old_collections_that_leave_room_are_no_small_heap() -> None:
    """What stays is little."""
    assert findings(heap_used=0.4, full=3, full_ms=900.0) == []


def test_a_heap_that_is_not_reported_says_nothing() -> None:
    """Nor do machines that were not read."""
    assert list(diagnose(context(observe(*JOB)))) == []
    found = context(observe(*JOB, machines=machine(heap_used=0.9, full=5)))
    machines = found.job.machines
    assert not isinstance(machines, Unknown)
    unknown = replace(machines[0], lowest_heap_ratio=Unknown("the heap is not reported"))
    assert list(diagnose(replace(found, job=replace(found.job, machines=(unknown,))))) == []


def test_zgc_clears_its_old_generation_beside_the_tasks() -> None:
    """Major cycles are what it does, not a sign of want."""
    found = context(observe(*JOB, machines=machine(heap_used=0.9)))
    machines = found.job.machines
    assert not isinstance(machines, Unknown)
    collectors = (CollectorMeasure("ZGC_Major_Cycles", 6.0, 3000.0), CollectorMeasure("ZGC_Major_Pauses", 18.0, 1.0))
    zgc = replace(machines[0], collectors=collectors)
    assert list(diagnose(replace(found, job=replace(found.job, machines=(zgc,))))) == []


def test_an_old_out_of_memory_error_may_have_been_cured() -> None:
    """Two hours ago; nor is metaspace the heap."""
    assert list(diagnose(context(failed(OUT_OF_HEAP, 120)))) == []
    assert list(diagnose(context(failed("java.lang.OutOfMemoryError: Metaspace", 1)))) == []


def test_a_heap_that_stays_full_after_old_collections_is_small() -> None:
    """Four of them, and 85 % in use at least."""
    (found,) = findings(heap_used=0.85, full=4, full_ms=2000.0)
    assert (found.rule, found.severity, found.operator) == ("small_heap", "warning", None)
    assert found.message == (
        "tm-1 cleared its old generation 4 times in the window and still has at least 85% of 512 MB heap in use"
    )
    assert [(each.observed, each.expected) for each in found.evidence] == [(4, 2), (0.85, 0.7)]


def test_a_heap_that_was_used_up_is_critical() -> None:
    """The exception says so itself."""
    (found,) = diagnose(context(failed(OUT_OF_HEAP, 5)))
    assert (found.severity, found.evidence[0].observed) == ("critical", OUT_OF_HEAP)
