"""How far the CPU carries, as this machine measured it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.model.settings import JobSettings, Limits
from advisor.plan.plan import make_plan
from advisor.plan.recommendation import Plan
from tests.builders import Op, context, machine, observe, sink
from tests.host_builder import host

WIDE = JobSettings(limits=Limits(slots=16))
LINE = (Op("source", 0.02, 0.97), Op("map", 1.0), Op("out", 0.1))
MACHINES = machine(cpu_cores=2, jvm_cores=0.2, slots=1)


def plan(*operators: Op, **job: object) -> Plan:
    return make_plan(context(observe(*operators, **{"machines": MACHINES, **job}), WIDE))  # type: ignore[arg-type]


def changes(found: Plan) -> dict[str, object]:
    return {each.setting: each.proposed for each in found.recommendations if each.changes}


def test_a_machine_that_is_nearly_full_carries_little_more() -> None:
    """Of 1.7 busy cores 1.1 are the job's, and what broker and database take for 1,000 records; 0.3 are free."""
    found = plan(*LINE, host=host(busy=1.7, jvm=0.2, python=0.9))
    assert found.binding_constraint == "the CPU (2 cores; 1.7 are busy, 1.1 of them grow with the job)"
    assert found.predicted_throughput == pytest.approx(1000 * (1.11 + 0.3) / 1.11, rel=0.01)


def test_what_is_busy_beside_a_sink_may_be_its_database() -> None:
    """All of it counts as growing then."""
    full_batches = sink(rows=1000, flushes=2, flush_ms=950)
    slow = (Op("source", 0.02, 0.97), Op("enrichment", 0.1, 0.88), full_batches)
    found = plan(*slow, host=host(busy=1.6, jvm=0.1, python=0.2))
    assert found.predicted_throughput == pytest.approx(1250, rel=0.01)


def test_with_a_part_of_the_job_elsewhere_busy_time_counts_as_before() -> None:
    """What the others use is not known."""
    both = tuple(
        (*a, *(replace(each, host="other") for each in b)) for a, b in zip(MACHINES, machine("tm-2"), strict=True)
    )
    found = plan(*LINE, machines=both, host=host(busy=1.9))
    assert "1.9 are busy" not in str(found.binding_constraint)


def test_larger_batches_are_not_bound_by_the_cpu_that_they_save() -> None:
    """What the machine spends on single commits goes."""
    slow = (Op("source", 0.02, 0.97), Op("enrichment", 0.1, 0.88), sink(rows=1000, flushes=1000, flush_ms=900))
    found = plan(*slow, host=host(busy=1.7, jvm=0.2, python=0.3))
    assert found.predicted_throughput == 10_000


def test_an_operator_that_only_waits_gets_more_subtasks_than_there_are_cores() -> None:
    """0.06 cores of the job may grow into 1.6 that are free: 24 times as much, if the slots did not end it."""
    waiting = (Op("source", 0.01, 0.98), Op("map", 1.0, subtasks=2), Op("out", 0.05))
    found = plan(*waiting, machines=machine(cpu_cores=2, jvm_cores=0.05, slots=2), host=host(busy=0.4, jvm=0.06))
    assert changes(found) == {"map.parallelism": 16}
    assert (found.predicted_throughput, found.binding_constraint) == (
        8000,
        "map still (8,000 rec/s): no more task slots",
    )


def test_an_operator_that_computes_gets_no_more_than_a_core_each() -> None:
    """The bound stays."""
    found = plan(*LINE, host=host(busy=1.2, jvm=0.1, python=0.9))
    assert changes(found) == {"map.parallelism": 2}


def test_two_operators_that_wait_are_sized_for_the_machine_in_one_step() -> None:
    """Twice the rate would be a guess's step; here CPU and slots are known: 8 and 6 subtasks at 70 % of 4,000 rec/s."""
    both = (Op("source", 0.01, 0.98), Op("first", 0.7, 0.28), Op("second", 1.0, records_in=1000), Op("out", 0.05))
    four = JobSettings(limits=Limits(slots=6))
    observation = observe(*both, machines=MACHINES, host=host(busy=0.4, jvm=0.05))
    found = make_plan(context(observation, four))
    assert changes(found) == {"first.parallelism": 6, "second.parallelism": 6}
    assert found.predicted_throughput == 6000
    assert found.binding_constraint == "second still (6,000 rec/s): no more task slots"
