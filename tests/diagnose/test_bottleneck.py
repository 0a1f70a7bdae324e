"""The verdict: first what must not be called a bottleneck, then what is one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.diagnose.bottleneck import diagnose_bottleneck
from advisor.diagnose.verdict import Verdict
from advisor.measure.job import measure_job
from advisor.model.database import LockWait
from advisor.model.observation import FlameGraph
from advisor.model.settings import JobSettings, OperatorSettings, PythonSettings
from advisor.model.unknown import Unknown
from tests.builders import Op, database, kafka, machine, observe, sink


def verdict(*operators: Op, settings: JobSettings | None = None, **job: object) -> Verdict:
    return diagnose_bottleneck(measure_job(observe(*operators, **job)), settings or JobSettings())  # type: ignore[arg-type]


FULL_BATCHES = (Op("source", 0.02, 0.97), sink(rows=5000, flushes=2, flush_ms=400))
ONE_ROW_SINK = sink(rows=1000, flushes=1000, flush_ms=900)
SLOW = (Op("source", 0.02, 0.97), Op("enrichment", 0.1, 0.88), ONE_ROW_SINK)


# What must not be named


def test_a_job_that_waits_for_input_has_no_bottleneck() -> None:
    """Idle is healthy."""
    found = verdict(Op("source", records_out=0), Op("map", records_in=0), Op("sink", records_in=0))
    assert (found.kind, found.operator, found.cause) == ("input_bound", None, None)


def test_a_source_that_is_busy_all_the_time_is_no_bottleneck_while_its_lag_stands() -> None:
    """A source that nothing holds back is 100 % busy."""
    assert verdict(Op("source", 1.0, pending=(100, 90)), Op("sink", 0.3)).kind == "input_bound"


def test_a_busy_source_without_a_lag_metric_cannot_be_judged() -> None:
    """Whether it keeps up is not known, and that is said."""
    found = verdict(Op("source", 1.0), Op("sink", 0.3))
    assert found.kind == "not_enough_data"
    assert "pendingRecords" in found.because[0].what


def test_a_half_busy_burst_is_no_bottleneck() -> None:
    """5 s of work in 10: all held back half of the time, all idle the other half."""
    assert verdict(Op("source", 0.0, 0.51), Op("sink", 0.52)).kind == "input_bound"


def test_backpressure_without_a_busy_operator_below_gives_no_name() -> None:
    """A slow network or blocked tasks: nobody is accused."""
    assert verdict(Op("source", 0.1, 0.9), Op("sink", 0.3)).kind == "not_enough_data"


@pytest.mark.parametrize(
    ("below", "rows"),
    [
        ((), 300_000),  # ten times as many rows as records: somebody else's
        ((Op("next", 0.1),), 30_000),  # it is not the end of the flow
    ],
)
def test_commits_of_somebody_else_make_no_single_row_sink(below: tuple[Op, ...], rows: int) -> None:
    """Postgres counts for the whole database."""
    line = (Op("source", 0.02, 0.97), Op("Sink", 1.0), *below)
    assert verdict(*line, database=database(commits=rows, rows=rows)).cause != "small_batches"


def test_a_sink_that_counts_nothing_itself_is_told_by_the_database() -> None:
    """1,000 records a second come to the end of the flow, and 1,000 rows are changed in as many commits."""
    found = verdict(Op("source", 0.02, 0.97), Op("Sink", 1.0), database=database(commits=30_000, rows=30_000))
    assert (found.kind, found.operator, found.cause) == ("operator_bound", "Sink", "small_batches")
    full = verdict(Op("source", 0.02, 0.97), Op("Sink", 1.0), database=database(commits=30, rows=30_000))
    assert full.cause != "small_batches"


def test_the_next_in_flinks_list_is_not_downstream() -> None:
    """Two graphs in one job: the busy operator that nobody waits for is not the one."""
    found = verdict(
        Op("s1", 0.05, 0.95),
        Op("slow", 1.0),
        Op("s2", 0.1),
        Op("hot", 1.0),
        edges=(("s1", "slow"), ("s2", "hot")),
    )
    assert found.operator == "slow"
    assert "nobody above waits" in next(each for each in found.ruled_out if each.operator == "hot").because[0].what


@pytest.mark.parametrize("state", ["FINISHED", "CANCELED", "FAILED", "INITIALIZING"])
def test_a_job_that_does_not_run_cannot_be_measured(state: str) -> None:
    """Nor is it stalled."""
    assert verdict(*SLOW, state=state).kind == "not_enough_data"


def test_a_young_job_is_not_judged() -> None:
    """Workers and the JIT compiler are still starting."""
    found = verdict(*SLOW, running_ms=2000.0)
    assert (found.kind, found.because[0].observed) == ("not_enough_data", 2.0)


def test_one_restart_inside_the_window_is_an_accident() -> None:
    """Its counters say nothing; ask again."""
    assert verdict(*SLOW, restarts=(0, 1)).kind == "not_enough_data"


def test_one_restart_after_many_in_a_long_life_is_an_accident_too() -> None:
    """The others were long ago."""
    assert verdict(*SLOW, restarts=(40, 41)).kind == "not_enough_data"


def test_a_job_whose_clocks_are_mostly_unknown_is_not_judged() -> None:
    """And the reason is passed on."""
    missing = Unknown("busy time is not reported")
    found = verdict(Op("source"), Op("a", unknown=missing), Op("b", unknown=missing), Op("c", unknown=missing))
    assert found.kind == "not_enough_data"
    assert "busy time is not reported" in found.because[0].what


def test_a_window_in_which_the_metrics_did_not_move_is_not_judged() -> None:
    """Flink served its cache twice."""
    observation = observe(*SLOW)
    frozen = type(observation)((observation.first, observation.first))
    found = diagnose_bottleneck(measure_job(frozen), JobSettings())
    assert "did not move" in found.because[0].what


# What is named


def test_the_first_busy_operator_below_backpressure_limits_the_job() -> None:
    """The plain line."""
    found = verdict(*SLOW)
    assert (found.kind, found.operator, found.vertex) == ("operator_bound", "jdbc_sink", "jdbc_sink")
    assert found.confidence == pytest.approx(0.97, abs=0.01)
    assert [each.operator for each in found.ruled_out] == ["source", "enrichment"]


def test_a_backpressured_operator_on_the_way_is_passed_over() -> None:
    """Held back a third of the time is below HIGH, and still not the end of the queue."""
    assert verdict(Op("source", 0.0, 0.95), Op("map", 0.6, 0.35), Op("sink", 0.95)).operator == "sink"


def test_of_two_operators_that_take_turns_the_one_that_never_waits_for_input_is_named() -> None:
    """As recorded: 64 % busy and 35 % held back above a sink that idles a third of the time."""
    found = verdict(Op("source", 0.03, 0.96), Op("enrichment", 0.64, 0.35), Op("sink", 0.69))
    assert (found.kind, found.operator, found.cause) == ("operator_bound", "enrichment", "unknown")
    assert found.confidence < 0.7


def test_a_sink_that_idles_between_large_batches_is_named_while_input_waits() -> None:
    """As seen: 75 % busy below an operator that is held back 60 % and a source that is never idle."""
    found = verdict(Op("source", 0.02, 0.97), Op("enrichment", 0.39, 0.6), Op("sink", 0.75))
    assert (found.kind, found.operator) == ("operator_bound", "sink")
    assert "idle only between batches" in found.because[0].what


def test_on_branches_the_busiest_candidate_is_named() -> None:
    """With less confidence the busier its rival is."""
    edges = (("source", "left"), ("source", "right"))
    clear = verdict(Op("source", 0.05, 0.95), Op("left", 0.2), Op("right", 1.0), edges=edges)
    close = verdict(Op("source", 0.05, 0.95), Op("left", 0.9), Op("right", 1.0), edges=edges)
    assert clear.operator == close.operator == "right"
    assert close.confidence < clear.confidence


def test_a_few_full_subtasks_are_not_the_whole_operator() -> None:
    """Skew: the others have time."""
    found = verdict(Op("source", 0.05, 0.9), Op("map", (1.0, 0.1, 0.1, 0.1), subtasks=4))
    assert (found.kind, found.operator) == ("subtask_bound", "map")
    assert "in 1 of 4 subtasks" in found.because[0].what


def test_subtasks_that_differ_a_little_are_no_skew() -> None:
    """81 % and 73 %: that is the operator, and enrichment is as busy, so it is not said with confidence."""
    found = verdict(Op("source", 0.04, 0.95), Op("enrichment", 0.80, 0.19), Op("jdbc_sink", (0.81, 0.73), subtasks=2))
    assert (found.kind, found.operator) == ("operator_bound", "jdbc_sink")
    assert found.confidence < 0.6


def test_a_source_that_falls_behind_unhindered_is_the_limit() -> None:
    """Busy, no backpressure, growing lag."""
    found = verdict(Op("source", 1.0, pending=(50_000, 80_000)), Op("sink", 0.3))
    assert (found.kind, found.operator) == ("source_bound", "source")


def test_a_job_in_a_restart_loop_stands_still() -> None:
    """With the last exception."""
    found = verdict(*SLOW, restarts=(5, 8))
    assert found.kind == "stalled"
    assert "Connection refused" in found.because[1].what


def test_a_job_that_moves_nothing_while_operators_wait_stands_still() -> None:
    """The sink that is stuck in a flush is named."""
    still = sink(rows=0, flushes=0, flush_ms=0)
    held = Op("source", 0.0, 1.0, records_in=0, records_out=0)
    found = verdict(held, still)
    assert (found.kind, found.operator, found.cause) == ("stalled", "jdbc_sink", "external_wait")


# Why


def test_without_evidence_the_cause_is_unknown() -> None:
    """A guess is worse than none."""
    assert verdict(Op("source", 0.02, 0.97), Op("enrichment", 1.0)).cause == "unknown"


def test_large_batches_that_fill_the_time_are_a_wait_for_the_database() -> None:
    """Not small batches."""
    full = sink(rows=20_000, flushes=20, flush_ms=950)
    assert verdict(Op("source", 0.02, 0.97), full).cause == "external_wait"


def test_rows_a_flush_show_small_batches() -> None:
    """By the sink's own counters."""
    found = verdict(*SLOW)
    assert found.cause == "small_batches"
    assert found.because[1].observed == 1.0


def test_rows_a_commit_in_the_database_back_them() -> None:
    """A second witness."""
    found = verdict(*SLOW, database=database(commits=30_000, rows=30_000))
    assert [each.source for each in found.because] == ["Flink REST", "sink counters", "pg_stat_database"]


def test_a_database_that_does_not_answer_is_the_wait() -> None:
    """It was asked, and it is what the sink writes to."""
    found = verdict(*FULL_BATCHES, database=Unknown("Postgres at db:5432/orders: connection refused"))
    assert found.cause == "external_wait"
    assert "connection refused" in found.because[-1].what


def test_with_only_a_profile_its_batch_size_is_the_evidence() -> None:
    """A sink without counters of its own."""
    settings = JobSettings({"jdbc_sink": OperatorSettings(1, batch_size=1)}, from_profile=True)
    found = verdict(Op("source", 0.02, 0.97), Op("jdbc_sink", 1.0), settings=settings)
    assert (found.cause, found.because[1].source) == ("small_batches", "profile")


def test_a_database_with_lock_waits_is_not_ruled_out() -> None:
    """Silence is better than a wrong alibi."""
    found = verdict(*SLOW, database=database(commits=30_000, rows=30_000, waiting_for_locks=2))
    assert "the database" not in [each.operator for each in found.ruled_out]


# Skew: a few subtasks


FOUR = {"subtasks": 4}
HOT = Op("count", (1.0, 0.1, 0.1, 0.1), shares=(0.85, 0.05, 0.05, 0.05), **FOUR)


def test_a_hot_key_is_named_with_its_key_groups() -> None:
    """Behind a keyBy, most records go to one subtask."""
    found = verdict(Op("source", 0.02, 0.97), HOT, ship="HASH")
    assert (found.kind, found.operator, found.cause) == ("subtask_bound", "count", "hot_key")
    assert "key groups 0 to 31" in found.because[-1].what


def test_full_subtasks_with_even_records_have_no_hot_key() -> None:
    """Something else is uneven: slow machines, costly keys."""
    even = replace(HOT, shares=None)
    found = verdict(Op("source", 0.02, 0.97), even, ship="HASH")
    assert (found.kind, found.cause) == ("subtask_bound", "unknown")


def test_a_hot_partition_is_named() -> None:
    """One to one from the source, of which one partition carries most."""
    source = Op(
        "source",
        (0.02,) * 4,
        (0.97, 0.1, 0.1, 0.1),
        partitions={f"t-{n}": (850, 50, 50, 50)[n] for n in range(4)},
        **FOUR,
    )
    found = verdict(source, HOT)
    assert (found.kind, found.cause) == ("subtask_bound", "hot_partition")
    assert found.because[-1].what == "partition t-0 carries 85% of the records (25% would be even)"


def test_fewer_partitions_than_subtasks_are_the_cause() -> None:
    """The other three get nothing at all, and more of them would not either."""
    source = Op("source", (0.02, 0, 0, 0), (0.97, 0, 0, 0), partitions={"t-0": 1000}, shares=(1, 0, 0, 0), **FOUR)
    lone = Op("enrichment", (1.0, 0, 0, 0), shares=(1, 0, 0, 0), **FOUR)
    found = verdict(source, lone)
    assert (found.kind, found.cause) == ("subtask_bound", "partitions")


def test_one_held_back_subtask_of_a_source_is_enough() -> None:
    """The mean of four subtasks is far from HIGH; Flink's own level is the highest subtask's."""
    source = Op("source", 0.02, (0.97, 0.0, 0.0, 0.0), **FOUR)
    assert verdict(source, HOT).kind == "subtask_bound"


# Chains


def chain(*shares: float, samples: int = 100) -> Op:
    return Op("parse -> enrichment -> out", 1.0, flame=FlameGraph(shares, 0.0, 0.0, samples))


def test_a_chain_that_cannot_be_told_apart_is_named_whole_and_costs_confidence() -> None:
    """One clock for three operators."""
    found = verdict(Op("source", 0.02, 0.97), Op("parse -> enrichment -> out", 1.0))
    alone = verdict(Op("source", 0.02, 0.97), Op("parse", 1.0))
    assert found.operator == "parse -> enrichment -> out"
    assert found.confidence < 0.8 * alone.confidence
    assert "which of them it is cannot be told" in found.because[1].what


def test_a_flame_graph_finds_the_operator_inside_a_chain() -> None:
    """And rules out those beside it."""
    found = verdict(Op("source", 0.02, 0.97), chain(0.1, 0.8, 0.05))
    assert (found.kind, found.operator) == ("operator_bound", "enrichment")
    others = {each.operator: each.because[0].what for each in found.ruled_out}
    assert others["parse"] == "takes 10% of the time of the chain"


def test_a_flame_graph_of_a_few_stacks_says_nothing() -> None:
    """Shares differ by chance then."""
    found = verdict(Op("source", 0.02, 0.97), chain(0.1, 0.8, 0.05, samples=10))
    assert found.operator == "parse -> enrichment -> out"


def test_an_even_chain_has_no_single_culprit() -> None:
    """That is said with the shares."""
    found = verdict(Op("source", 0.02, 0.97), chain(0.3, 0.4, 0.3))
    assert found.operator == "parse -> enrichment -> out"
    assert "parse 30%, enrichment 40%, out 30%" in found.because[1].what


def test_a_sink_in_a_chain_that_times_its_flushes_is_told_apart() -> None:
    """Without any flame graph."""
    both = replace(ONE_ROW_SINK, name="enrichment -> jdbc_sink", counts_as="jdbc_sink")
    found = verdict(Op("source", 0.02, 0.97), both)
    assert (found.operator, found.cause) == ("jdbc_sink", "small_batches")


def test_a_job_that_is_one_chain_and_falls_behind_is_judged_by_its_lag() -> None:
    """No backpressure is possible there; the flame graph still tells the operator."""
    whole = replace(chain(0.05, 0.85, 0.05), name="Source: source -> enrichment -> out", pending=(1000, 90_000))
    found = verdict(whole)
    assert (found.kind, found.operator) == ("operator_bound", "enrichment")
    unseen = verdict(replace(whole, flame=Unknown("not sampled")))
    assert (unseen.kind, unseen.operator) == ("source_bound", "source -> enrichment -> out")


# Graphs


def test_a_source_without_input_beside_one_that_waits_changes_nothing() -> None:
    """A union: the join of both is full because of one."""
    found = verdict(
        Op("busy_source", 0.05, 0.9), Op("quiet_source", 0.0, 0.0, 1, 1), Op("union", 1.0),
        edges=(("busy_source", "union"), ("quiet_source", "union")),
    )  # fmt: skip
    assert (found.kind, found.operator) == ("operator_bound", "union")


def test_of_two_graphs_in_one_job_the_one_with_a_limit_is_named() -> None:
    """The other one waits for input, and is ruled out."""
    found = verdict(
        Op("s1", 0.0, 0.0, 1, 1), Op("calm", 0.1), Op("s2", 0.05, 0.9), Op("hot", 1.0),
        edges=(("s1", "calm"), ("s2", "hot")),
    )  # fmt: skip
    assert found.operator == "hot"
    assert {each.operator for each in found.ruled_out} == {"s1", "calm", "s2"}


def test_of_two_busy_operators_in_a_row_the_lower_one_is_named() -> None:
    """The upper one is held back half of the time."""
    found = verdict(Op("source", 0.02, 0.97), Op("upper", 0.5, 0.5), Op("lower", 1.0))
    assert found.operator == "lower"


def test_an_operator_that_waits_for_its_own_requests_is_the_limit_itself() -> None:
    """An asynchronous lookup at its capacity counts as backpressured, and everything below it has time."""
    found = verdict(Op("source", 0.02, 0.97), Op("lookup", 0.1, 0.85), Op("out", 0.2))
    assert (found.kind, found.operator, found.cause) == ("operator_bound", "lookup", "external_wait")
    assert found.confidence <= 0.7


# Full machines


def test_full_machines_limit_whatever_computes() -> None:
    """More parallelism would only share the same cores."""
    found = verdict(Op("source", 0.02, 0.97), Op("map", 1.0), machines=machine(jvm_cores=1.95, cpu_cores=2))
    assert (found.kind, found.operator, found.cause) == ("host_bound", None, "cpu")


def test_full_machines_do_not_excuse_single_row_commits() -> None:
    """Batches give CPU back."""
    assert verdict(*SLOW, machines=machine(jvm_cores=1.95)).kind == "operator_bound"


def test_full_machines_of_a_job_that_keeps_up_limit_nobody() -> None:
    """Yet."""
    assert verdict(Op("source", 0.2), Op("map", 0.7), machines=machine(jvm_cores=1.95)).kind == "input_bound"


# More causes


def test_garbage_collection_that_takes_the_time_is_the_cause() -> None:
    """Every task of the TaskManager stands still meanwhile."""
    found = verdict(Op("source", 0.02, 0.97), Op("map", 1.0), machines=machine(gc_ratio=0.5))
    assert (found.kind, found.cause) == ("operator_bound", "gc")


def test_a_jvm_that_uses_a_core_for_the_full_subtask_computes() -> None:
    """And nobody else would."""
    found = verdict(Op("source", 0.02, 0.97), Op("map", 1.0), machines=machine(jvm_cores=0.95, cpu_cores=4))
    assert found.cause == "cpu"


def test_a_jvm_that_hardly_computes_proves_nothing() -> None:
    """A Python worker computes in a process of its own."""
    found = verdict(Op("source", 0.02, 0.97), Op("map", 1.0), machines=machine(jvm_cores=0.1))
    assert found.cause == "unknown"


def test_stacks_that_wait_outside_of_flink_are_an_external_wait() -> None:
    """Seen at a socket or a lock."""
    waits = Op("map", 1.0, flame=FlameGraph((1.0,), 0.0, 0.9, 100))
    assert verdict(Op("source", 0.02, 0.97), waits).cause == "external_wait"


def test_tiny_bundles_are_the_overhead_of_python() -> None:
    """As the profile sets them."""
    tiny = JobSettings({"enrichment": OperatorSettings(1)}, python=PythonSettings(1, 1000, per_record=False))
    assert verdict(Op("source", 0.02, 0.97), Op("enrichment", 1.0), settings=tiny).cause == "python_overhead"


def test_a_sink_behind_a_lock_waits_and_its_few_rows_are_no_small_batches() -> None:
    """The holder is named."""
    wait = LockWait("narrows:orders:jdbc_sink:0", "psql", "idle in transaction", 42.0)
    held = database(commits=3, rows=6, waiting_for_locks=1, lock_waits=(wait,))
    found = verdict(Op("source", 0.02, 0.97), sink(rows=0.2, flushes=0.1, flush_ms=990), database=held)
    assert (found.operator, found.cause) == ("jdbc_sink", "external_wait")
    assert "psql" in found.because[-1].what


def test_a_database_without_a_free_connection_is_the_cause() -> None:
    """97 of 100, and 3 are not for everybody."""
    full = database(commits=300, rows=30_000, connections=97)
    assert verdict(*FULL_BATCHES, database=full).cause == "connections"


# Bursts


def test_load_in_bursts_is_healthy_and_is_said() -> None:
    """Three samples: busy in one part of the window, idle in the other."""
    calm, burst = (Op("source"), Op("map", 0.05)), (Op("source", 0.3, 0.3), Op("map", 0.95))
    found = verdict(Op("source"), Op("map"), parts=(burst, calm))
    assert found.kind == "input_bound"
    assert "bursts" in found.because[-1].what


def test_a_sink_that_stands_still_behind_a_lock_names_its_holder() -> None:
    """Nothing moves: that is no slow sink."""
    wait = LockWait("narrows:orders:jdbc_sink:0", "nightly_vacuum", "idle in transaction", 42.0)
    held = database(commits=0, rows=0, waiting_for_locks=1, lock_waits=(wait,))
    stuck = sink(rows=0, flushes=0, flush_ms=0)
    found = verdict(Op("source", 0.0, 0.97, 0, 0), stuck, database=held)
    assert (found.kind, found.operator, found.cause) == ("stalled", "jdbc_sink", "external_wait")
    assert "a lock that nightly_vacuum holds" in found.because[-1].what


def test_python_functions_that_pyflink_fused_are_named_together() -> None:
    """Even with chaining disabled they are one operator."""
    found = verdict(Op("source", 0.02, 0.97), Op("audit, audit_out", 1.0))
    assert found.operator == "audit, audit_out"
    assert "python.operator-chaining.enabled" in found.because[1].what


def test_a_strangers_lock_does_not_excuse_single_row_commits() -> None:
    """Two people at their consoles wait for each other; the sink does not."""
    strangers = (LockWait("psql", "migration", "active", 60.0),)
    found = verdict(*SLOW, database=database(commits=30_000, rows=30_000, waiting_for_locks=1, lock_waits=strangers))
    assert (found.operator, found.cause) == ("jdbc_sink", "small_batches")
    assert "pg_blocking_pids" not in [each.source for each in found.because]


# Kafka


TWO = {"t-0": 500.0, "t-1": 500.0}


def not_kafka(source: Op, arriving: float | dict[str, float]) -> list[str]:
    found = verdict(source, Op("map", 1.0), kafka=kafka(source, arriving))
    return [each.because[0].what for each in found.ruled_out if each.operator == "Kafka"]


def test_kafka_is_ruled_out_when_it_was_asked_and_has_no_part_in_it() -> None:
    """What arrives, and how it is spread."""
    held = Op("source", 0.02, 0.97, partitions=TWO)
    assert not_kafka(held, 2000) == ["2 partitions, 2,000 rec/s arrive, evenly"]
    assert not_kafka(held, 0) == ["2 partitions, nothing arrives"]
    assert not_kafka(replace(held, partitions={"t-0": 1000.0}), 2000) == ["1 partition, 2,000 rec/s arrive"]


def test_kafka_is_not_ruled_out_when_one_partition_gets_it_all_or_it_was_not_asked() -> None:
    """Silence is better than a wrong alibi."""
    held = Op("source", 0.02, 0.97, partitions=TWO)
    assert not_kafka(held, {"t-0": 2000.0, "t-1": 0.0}) == []
    assert "Kafka" not in [each.operator for each in verdict(held, Op("map", 1.0)).ruled_out]


def test_a_busy_source_without_the_gauge_is_judged_by_kafkas_count() -> None:
    """Behind, or not."""
    busy = Op("source", 1.0, partitions=TWO)
    assert verdict(busy, Op("sink", 0.3), kafka=kafka(busy, 1000)).kind == "input_bound"
    behind = verdict(busy, Op("sink", 0.3), kafka=kafka(busy, 2000, 50_000))
    assert (behind.kind, behind.cause) == ("source_bound", "unknown")
    assert (behind.because[0].observed, behind.because[0].source) == (80_000, "Kafka")


def test_a_busy_source_that_works_off_its_last_records_has_neither_kept_up_nor_been_the_limit() -> None:
    """Ten seconds are left at its rate, too few to call it behind; when a moment's records are left, it keeps up."""
    busy = Op("source", 1.0, partitions=TWO)
    found = verdict(busy, Op("sink", 0.3), kafka=kafka(busy, 0, (40_000.0, 10_000.0)))
    assert found.kind == "not_enough_data"
    assert found.because[0].what == (
        "source is busy all the time and works off what waits (40,000 records at first, 10,000 at the end, 10 s at its "
        "rate): measure again when that is done, or while more waits"
    )
    assert verdict(busy, Op("sink", 0.3), kafka=kafka(busy, 0, (900.0, 400.0))).kind == "input_bound"


def test_a_hot_partition_is_told_by_what_arrives_rather_than_by_what_was_read() -> None:
    """Held back, its subtasks read the partitions in turns."""
    source = Op("source", (0.02,) * 4, (0.97, 0.1, 0.1, 0.1), partitions={f"t-{n}": 250.0 for n in range(4)}, **FOUR)
    rates = {"t-0": 1700.0, "t-1": 100.0, "t-2": 100.0, "t-3": 100.0}
    found = verdict(source, HOT, kafka=kafka(source, rates))
    assert (found.kind, found.cause) == ("subtask_bound", "hot_partition")
    assert found.because[-1].what == "partition t-0 carries 85% of what arrives (25% would be even)"
