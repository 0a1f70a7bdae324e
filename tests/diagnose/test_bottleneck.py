"""The verdict: first what must not be called a bottleneck, then what is one."""

from __future__ import annotations

import pytest

from advisor.diagnose.bottleneck import diagnose_bottleneck
from advisor.diagnose.verdict import Verdict
from advisor.measure.job import measure_job
from advisor.model.settings import JobSettings, OperatorSettings
from advisor.model.unknown import Unknown
from tests.builders import Op, database, observe, sink


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
