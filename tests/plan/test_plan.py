"""The plan: what helps, how far, and what limits then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.model.observation import FlameGraph
from advisor.model.settings import JobSettings, Limits, OperatorSettings, PythonSettings
from advisor.plan.plan import make_plan
from advisor.plan.recommendation import Plan
from tests.builders import Op, context, kafka, machine, observe, sink

PROFILE = JobSettings(
    {"enrichment": OperatorSettings(1), "jdbc_sink": OperatorSettings(1, batch_size=1, batch_interval_ms=0)},
    Limits(slots=4, database_connections=20),
    from_profile=True,
)
SLOW = (Op("source", 0.02, 0.97), Op("enrichment", 0.1, 0.88), sink(rows=1000, flushes=1000, flush_ms=900))


def plan(*operators: Op, settings: JobSettings = PROFILE, **job: object) -> Plan:
    return make_plan(context(observe(*operators, **job), settings))  # type: ignore[arg-type]


def changes(found: Plan) -> dict[str, tuple[int | None, int]]:
    return {each.setting: (each.current, each.proposed) for each in found.recommendations if each.changes}


def test_an_idle_job_is_left_alone() -> None:
    """Change nothing is an answer."""
    assert changes(plan(Op("source", records_out=0), sink(rows=0, flushes=0, flush_ms=0, busy=0))) == {}


def test_a_job_that_cannot_be_judged_gets_no_advice() -> None:
    """And no prediction."""
    found = plan(*SLOW, running_ms=1000.0)
    assert (changes(found), found.predicted_throughput) == ({}, None)


def test_more_of_anything_is_not_proposed_when_the_cpu_is_used_up() -> None:
    """More parallelism will not help, and that is said."""
    found = plan(Op("source", 0.02, 0.97), Op("enrichment", 1.0), Op("out", 0.95), machines=machine(cpu_cores=2))
    assert changes(found) == {}
    assert found.predicted_throughput == found.observed_throughput
    assert found.binding_constraint == "the CPU (2 cores; 2.0 are busy)"


def test_two_operators_that_are_full_are_both_sized_for_one_step() -> None:
    """Relieving the first alone would bring 5 %: out is next."""
    found = plan(Op("source", 0.02, 0.97), Op("enrichment", 1.0), Op("out", 0.95), machines=machine(cpu_cores=8))
    assert changes(found) == {"enrichment.parallelism": (1, 3), "out.parallelism": (1, 3)}
    assert found.predicted_throughput == 2000
    assert found.binding_constraint == "a step of twice the rate of now, as out (1,050 rec/s) is next"


def test_all_that_arrives_is_enough() -> None:
    """1,000 rec/s are done, 200 a second pile up: 1,200 are wanted, whatever the others could do."""
    source = Op("source", 0.3, 0.4, pending=(100, 6100))
    found = plan(source, Op("parse", 0.3, 0.6), Op("enrichment", 1.0), Op("out", 0.2))
    assert changes(found) == {"enrichment.parallelism": (1, 2)}
    assert (found.predicted_throughput, found.binding_constraint) == (1200, "the input (1,200 rec/s arrive)")


def test_nothing_is_scaled_in_front_of_a_full_database() -> None:
    """The sink may have one connection more: twice its rate is the end, for enrichment too."""
    few = replace(PROFILE, limits=Limits(slots=16, database_connections=2))
    full_sink = sink(rows=1000, flushes=10, flush_ms=950)
    found = plan(Op("source", 0.02, 0.97), Op("enrichment", 0.4, 0.5), full_sink, settings=few)
    assert changes(found) == {"jdbc_sink.parallelism": (1, 2)}
    assert found.binding_constraint == "jdbc_sink still (2,000 rec/s): no more database connections"


def test_a_source_gets_no_more_subtasks_than_there_are_partitions() -> None:
    """A third would read nothing."""
    source = Op("source", 1.0, pending=(90_000, 200_000), partitions={"t-0": 500, "t-1": 500}, subtasks=1)
    found = plan(source, Op("out", 0.1))
    assert changes(found) == {"source.parallelism": (1, 2)}
    assert "partitions" in str(found.binding_constraint)


def test_a_hot_key_is_not_cured_by_parallelism() -> None:
    """More parallelism will not help, because ..."""
    hot = Op("count", (1.0, 0.1, 0.1, 0.1), subtasks=4, shares=(0.85, 0.05, 0.05, 0.05))
    found = plan(Op("source", 0.02, 0.97), hot, ship="HASH")
    assert not any("parallelism" in setting for setting in changes(found))
    assert str(found.binding_constraint).startswith("a key cannot be shared")


def test_no_more_parallelism_than_the_bound_allows() -> None:
    """It is used up already: that is the answer."""
    found = plan(Op("source", 0.02, 0.97), Op("enrichment", 1.0, subtasks=4), Op("out", 0.1))
    assert changes(found) == {}
    assert found.binding_constraint == "enrichment still (1,000 rec/s): no more task slots"


def test_a_sink_of_single_rows_gets_a_batch_and_an_interval() -> None:
    """With the patch for the profile."""
    found = plan(*SLOW)
    assert changes(found) == {"jdbc_sink.batch_size": (1, 2000), "jdbc_sink.batch_interval_ms": (0, 200)}
    patch = found.recommendations[0].patch
    assert patch is not None
    assert (patch.path, patch.current, patch.proposed) == ("operators.jdbc_sink.batch_size", 1, 2000)


def test_no_prediction_goes_beyond_the_next_operator() -> None:
    """enrichment is busy 10 % at 1,000 rec/s: 10,000 is its end."""
    found = plan(*SLOW)
    assert (found.observed_throughput, found.predicted_throughput) == (pytest.approx(1000), 10_000)
    assert found.binding_constraint == "enrichment (10,000 rec/s)"
    assert found.recommendations[0].predicted_effect == "1,000 -> about 10,000 rec/s"


def test_a_sink_that_must_carry_more_than_one_subtask_can_gets_parallelism_too() -> None:
    """enrichment could feed 50,000 rec/s; one subtask with full batches does about 47,000, and 70 % is the aim."""
    found = plan(
        Op("source", 0.02, 0.97, 10_000, 10_000),
        Op("enrichment", 0.2, 0.78, 10_000, 10_000),
        sink(rows=10_000, flushes=1000, flush_ms=900),
    )
    (change,) = (each for each in found.recommendations if each.setting == "jdbc_sink.parallelism")
    assert (change.current, change.proposed) == (1, 2)
    assert change.because == "to carry 50,000 rec/s at 70% utilization"


def test_what_the_next_operator_could_do_is_told_too_little_when_it_hardly_works() -> None:
    """Seen at a tenth of 50,000 rec/s, enrichment may do half as much again: the sink is sized for that, and no more
    than the estimate is promised."""
    found = plan(
        Op("source", 0.02, 0.97, 5000, 5000),
        Op("enrichment", 0.1, 0.88, 5000, 5000),
        sink(rows=5000, flushes=1000, flush_ms=900),
    )
    (change,) = (each for each in found.recommendations if each.setting == "jdbc_sink.parallelism")
    assert (change.current, change.proposed) == (1, 3)
    assert change.because == (
        "to carry 50,000 rec/s (or 1.5 times that: it is an estimate from far below) at 70% utilization"
    )
    assert found.predicted_throughput == 50_000


def test_a_batch_is_no_larger_than_what_arrives_within_its_interval() -> None:
    """A step to 2,000 rec/s: 400 rows in 200 ms."""
    found = plan(Op("source", 0.02, 0.97), Op("enrichment", 0.6, 0.39), sink(rows=1000, flushes=1000, flush_ms=900))
    assert changes(found)["jdbc_sink.batch_size"] == (1, 400)


def test_without_a_profile_there_is_advice_but_no_patch() -> None:
    """What is set now is not known either."""
    found = plan(*SLOW, settings=JobSettings())
    assert changes(found)["jdbc_sink.batch_size"] == (None, 2000)
    assert {each.patch for each in found.recommendations} == {None}


def test_parallelism_that_is_enough_is_said_to_be_enough() -> None:
    """Larger batches carry more than enrichment gives: a second sink subtask would wait."""
    (kept,) = (each for each in plan(*SLOW).recommendations if not each.changes)
    assert (kept.setting, kept.proposed, kept.patch) == ("jdbc_sink.parallelism", 1, None)
    assert kept.because.endswith("more subtasks would wait for enrichment (10,000 rec/s)")


def test_a_busy_operator_gets_the_parallelism_that_carries_what_the_next_one_can() -> None:
    """out could do 2,000: 2,000 / 0.7 / 1,000 is 2.86."""
    found = plan(Op("source", 0.02, 0.97), Op("enrichment", 1.0), Op("out", 0.5))
    assert changes(found) == {"enrichment.parallelism": (1, 3)}
    assert found.binding_constraint == "out (2,000 rec/s)"


def test_with_nothing_else_in_sight_the_step_is_small() -> None:
    """Twice the rate can be checked; more would be a guess."""
    found = plan(Op("source", 0.0, 0.97, records_in=0, records_out=1000), Op("enrichment", 1.0), Op("out", 0.0))
    assert found.predicted_throughput == 2000


def test_in_a_chain_only_the_time_of_the_flushes_is_saved() -> None:
    """60 % are flushes of 5 rows, 40 % the others' work of 0.08 ms a row: 12,500 rows a second would be its end."""
    both = replace(sink(rows=5000, flushes=1000, flush_ms=600), name="enrichment -> jdbc_sink", counts_as="jdbc_sink")
    found = plan(Op("source", 0.02, 0.97, 5000, 5000), both, settings=replace(PROFILE, limits=Limits(slots=1)))
    size = next(each for each in found.recommendations if each.setting == "jdbc_sink.batch_size")
    assert size.patch is not None
    assert size.patch.path == "operators.jdbc_sink.batch_size"
    assert found.predicted_throughput is not None
    assert 9_000 < found.predicted_throughput < 12_500
    assert [each.proposed for each in found.recommendations if each.setting == "jdbc_sink.chaining"] == [False]


def test_in_a_chain_the_way_to_the_sink_is_saved_with_its_flushes() -> None:
    """Of the 40 % beside its flushes the stacks show 10 % in the others: 0.02 ms a row is their end, not 0.08."""
    stacks = FlameGraph((0.1, 0.9), 0.5, 0.3, 500)
    both = replace(
        sink(rows=5000, flushes=1000, flush_ms=600), name="enrichment -> jdbc_sink", counts_as="jdbc_sink", flame=stacks
    )
    found = plan(Op("source", 0.02, 0.97, 5000, 5000), both, settings=replace(PROFILE, limits=Limits(slots=1)))
    assert found.predicted_throughput is not None
    assert 20_000 < found.predicted_throughput < 50_000


def test_a_sink_beyond_the_connections_of_its_database_gets_fewer_subtasks() -> None:
    """Six are open, four cores serve sixteen, the profile allows two: the tightest counts."""
    few = replace(PROFILE, limits=Limits(slots=16, database_connections=2, database_cores=4))
    wide = replace(sink(rows=5000, flushes=10, flush_ms=100, busy=0.1), subtasks=6)
    found = plan(Op("source", 0.1), wide, settings=few)
    assert changes(found) == {"jdbc_sink.parallelism": (6, 2)}
    assert "database connections" in found.recommendations[0].because


def test_a_sink_within_its_connections_keeps_its_subtasks() -> None:
    """However many there are."""
    wide = replace(sink(rows=5000, flushes=10, flush_ms=100, busy=0.1), subtasks=6)
    assert changes(plan(Op("source", 0.1), wide)) == {}


def test_python_in_threads_gets_no_more_subtasks_than_taskmanagers() -> None:
    """One interpreter with one lock: beside each other they take turns."""
    python = PythonSettings(20_000, 1000, per_record=False)
    threads = replace(PROFILE, python=python, flink={"python.execution-mode": "thread"})
    found = plan(
        Op("source", 0.02, 0.97), Op("enrichment", 1.0), Op("out", 0.1), settings=threads, machines=machine(cpu_cores=8)
    )
    assert changes(found) == {}
    assert "Python interpreters" in str(found.binding_constraint)


def test_a_backlog_is_worked_off_in_half_an_hour() -> None:
    """1,200 rec/s arrive, and 360,000 wait: 200 a second more, as Flink's autoscaler would. What is sized for 1,400 at
    70 % does 2,000 as long as enough waits."""
    source = Op("source", 0.3, 0.4, pending=(354_000, 360_000))
    found = plan(source, Op("parse", 0.3, 0.6), Op("enrichment", 1.0), Op("out", 0.2))
    assert changes(found)["enrichment.parallelism"] == (1, 2)
    assert found.recommendations[0].because == "to carry 1,400 rec/s at 70% utilization"
    assert found.predicted_throughput == 2000
    assert found.binding_constraint == (
        "enrichment (2,000 rec/s) while the backlog lasts, then the input (1,200 rec/s arrive, and 360,000 that wait "
        "are worked off in 30 min)"
    )


# What arrives, as Kafka counts it: known while the source is held back, too

HELD = Op("source", 0.02, 0.97, partitions={"t-0": 500.0, "t-1": 500.0}, subtasks=2)
BELOW = (Op("enrichment", 1.0), Op("out", 0.1))


def test_a_backlog_that_nobody_adds_to_does_not_make_the_aim_smaller() -> None:
    """The producer is done, 90,000 wait: 50 rec/s would do in half an hour, and the job takes 1,000 as it is."""
    with_kafka = plan(HELD, *SLOW[1:], kafka=kafka(HELD, 0, 90_000))
    without = plan(HELD, *SLOW[1:])
    assert changes(with_kafka) == changes(without)
    assert with_kafka.predicted_throughput == without.predicted_throughput == 10_000


def test_all_that_arrives_is_the_aim_while_the_source_is_held_back() -> None:
    """1,800 rec/s: three subtasks at 70 %, although out could take 10,000."""
    found = plan(HELD, *BELOW, kafka=kafka(HELD, 1800, 2000), slots=16)
    assert changes(found) == {"enrichment.parallelism": (1, 3)}
    assert (found.predicted_throughput, found.binding_constraint) == (1800, "the input (1,800 rec/s arrive)")


def test_a_job_that_is_just_too_slow_gets_what_keeps_up() -> None:
    """1,050 rec/s arrive, 1,000 are done: a small step, but without it the lag never ends."""
    found = plan(HELD, *BELOW, kafka=kafka(HELD, 1050, 2000))
    assert changes(found) == {"enrichment.parallelism": (1, 2)}
    assert found.predicted_throughput == 1050
    assert found.recommendations[0].predicted_effect.startswith("keeps up with all that arrives, and has a reserve")


def test_a_backlog_is_worked_off_as_fast_as_the_sized_job_can() -> None:
    """1,500 rec/s arrive and 900,000 wait: 2,000 wanted, three subtasks for it, which do 3,000 as long as it lasts."""
    found = plan(HELD, *BELOW, kafka=kafka(HELD, 1500, 885_000), slots=16)
    assert changes(found) == {"enrichment.parallelism": (1, 3)}
    assert found.predicted_throughput == 3000
    assert str(found.binding_constraint).startswith("enrichment (3,000 rec/s) while the backlog lasts, then the input")


def test_the_cpu_bounds_how_fast_a_backlog_is_worked_off() -> None:
    """Two cores, 1.14 of them busy: 1,754 rec/s, of which nobody gets more."""
    found = plan(HELD, *BELOW, kafka=kafka(HELD, 1100, 400_000), machines=machine(cpu_cores=2))
    assert found.predicted_throughput is not None
    assert found.predicted_throughput <= 1760


def test_what_arrives_counts_as_the_rows_that_it_becomes() -> None:
    """Four rows a record: 250 rec/s are 1,000 rows/s, and 400 arrive."""
    source = replace(HELD, records_in=250.0, records_out=250.0, partitions={"t-0": 250.0})
    fan_out = Op("explode", 0.1, 0.88, 250.0, 1000.0)
    long_ago = 10_000_000.0  # so that what lies in buffers counts for nothing
    found = plan(
        source, fan_out, sink(rows=1000, flushes=2, flush_ms=950), kafka=kafka(source, 400, 100), slots=16,
        running_ms=long_ago,
    )  # fmt: skip
    assert found.predicted_throughput == pytest.approx(1600, rel=0.02)
    assert found.binding_constraint == "the input (400 rec/s arrive)"
