"""A job that stands still: whose failure it is, and when its checkpoints are the cause."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.diagnose.bottleneck import diagnose_bottleneck
from advisor.diagnose.verdict import Verdict
from advisor.measure.job import measure_job
from advisor.model.database import DatabaseSample
from advisor.model.observation import FailureSample, Observation, Surroundings
from advisor.model.settings import JobSettings, OperatorSettings
from advisor.model.unknown import Unknown
from tests.builders import START, Op, checkpoint, checkpoints, database, observe, sink

LINE = (Op("source", 0.02, 0.97), Op("enrichment", 1.0), Op("out", 0.1))
TOO_MANY = "org.apache.flink.util.FlinkRuntimeException: Exceeded checkpoint tolerable failure threshold."
BAD_RECORD = "ValueError: could not convert string to float: 'x'"
NOW_MS = START.timestamp() * 1000


def verdict(observation: Observation) -> Verdict:
    return diagnose_bottleneck(measure_job(observation), JobSettings())


def looping(*failures: tuple[str, str | None]) -> Verdict:
    """Restarted three times in the window, with these exceptions (cause and task), the newest first."""
    observation = observe(*LINE, restarts=(5, 8))
    told = tuple(FailureSample(cause, NOW_MS - 1000 * n, task) for n, (cause, task) in enumerate(failures))
    return verdict(replace(observation, samples=tuple(replace(each, failures=told) for each in observation.samples)))


@pytest.mark.parametrize(
    "failures",
    [
        ((BAD_RECORD, None), (BAD_RECORD, None)),
        ((BAD_RECORD, "enrichment (1/1) - execution #3"), (BAD_RECORD, "out (1/1) - execution #2")),
        ((BAD_RECORD, "enrichment_of_another_job (1/1) - execution #3"),),
        (("java.util.concurrent.TimeoutException: Heartbeat of TaskManager with id tm-1 timed out", "out (1/1)"),),
        (("org.apache.flink.runtime.io.network.netty.exception.RemoteTransportException: lost", "out (1/1)"),),
    ],
)
def test_an_exception_that_several_tasks_threw_or_none_accuses_no_operator(
    failures: tuple[tuple[str, str | None], ...],
) -> None:
    """Nor does one that befell a task from outside."""
    found = looping(*failures)
    assert (found.kind, found.operator, found.vertex, found.cause) == ("stalled", None, None, "unknown")


def test_the_operator_whose_task_throws_each_time_is_named() -> None:
    """Its last exception still ends the evidence."""
    found = looping((BAD_RECORD, "enrichment (1/1) - execution #3"), (BAD_RECORD, "enrichment (1/1) - execution #2"))
    assert (found.kind, found.operator, found.vertex) == ("stalled", "enrichment", "enrichment")
    assert [each.what for each in found.because][1:] == ["enrichment failed", f"last exception: {BAD_RECORD}"]


def test_one_failed_checkpoint_among_other_failures_is_not_the_cause() -> None:
    """Most of them say something else."""
    assert looping((TOO_MANY, None), (BAD_RECORD, None), (BAD_RECORD, None)).cause == "unknown"


def test_a_restart_loop_of_failing_checkpoints_is_their_fault() -> None:
    """And no operator's."""
    found = looping((TOO_MANY, None), (TOO_MANY, None), (TOO_MANY, None))
    assert (found.kind, found.operator, found.cause) == ("stalled", None, "checkpoints")


def test_a_job_seen_between_two_starts_is_judged_by_its_exceptions_too() -> None:
    """RESTARTING is where a restart loop spends most of its time."""
    observation = observe(*LINE, state="RESTARTING", failure=TOO_MANY)
    assert verdict(observation).cause == "checkpoints"
    told = (FailureSample(BAD_RECORD, NOW_MS, "enrichment (1/1) - execution #3"),)
    thrown = replace(observation, samples=tuple(replace(each, failures=told) for each in observation.samples))
    assert (verdict(thrown).operator, verdict(thrown).cause) == ("enrichment", "unknown")


# A database that goes away


def lost(*looks: DatabaseSample | Unknown, parts: tuple[tuple[Op, ...], ...]) -> Verdict:
    """What the operators did in each part of the window, and what the database said at each look."""
    observation = observe(*parts[0], parts=parts)
    return verdict(replace(observation, surroundings=tuple(Surroundings(database=each) for each in looks)))


AWAY = Unknown("Postgres at localhost:5432/orders: connection refused")
FIRST, LAST = database(commits=10, rows=1000)
WRITES = (Op("source", 0.3), sink(rows=1000, flushes=10, flush_ms=200, busy=0.2))
HANGS = (Op("source", 0.02, 0.97), sink(rows=0, flushes=0, flush_ms=0, busy=1.0))


def test_a_database_that_is_back_at_the_last_look_is_not_lost() -> None:
    """Nor is one that never answered: whoever asks may have no right to."""
    assert lost(FIRST, AWAY, LAST, parts=(WRITES, WRITES)).kind == "input_bound"
    assert lost(AWAY, AWAY, AWAY, parts=(WRITES, WRITES)).kind == "input_bound"


def test_what_was_measured_before_the_database_went_is_no_verdict_on_now() -> None:
    """Healthy a moment ago."""
    found = lost(FIRST, LAST, AWAY, parts=(WRITES, WRITES))
    assert found.kind == "not_enough_data"
    assert "does not any more" in found.because[0].what


def test_a_sink_that_has_written_nothing_since_its_database_went_stands_still() -> None:
    """Although rows were written in the window."""
    found = lost(FIRST, LAST, AWAY, parts=(WRITES, HANGS))
    assert (found.kind, found.operator, found.cause) == ("stalled", "jdbc_sink", "external_wait")
    assert [each.what for each in found.because] == [
        "jdbc_sink was busy all the last part of the window and no flush ended in it",
        f"the database does not answer: {AWAY.reason}",
    ]


# Sinks that write nothing


def test_records_that_only_fill_buffers_are_no_progress() -> None:
    """The source reads on until all buffers are full, which takes longer than a window; not a row is written."""
    hangs = sink(rows=0, flushes=0, flush_ms=0, busy=1.0)
    found = verdict(observe(Op("source", 0.1, 0.85), Op("enrichment", 0.1, 0.85), hangs))
    assert (found.kind, found.operator, found.cause) == ("stalled", "jdbc_sink", "external_wait")
    writes = sink(rows=10, flushes=1, flush_ms=900, busy=1.0)
    assert verdict(observe(Op("source", 0.1, 0.85), Op("enrichment", 0.1, 0.85), writes)).kind == "operator_bound"


def test_an_operator_that_is_busy_with_what_it_has_in_hand_lets_nothing_pass() -> None:
    """One element in half a minute; two would be slow, and no standstill."""
    line = (Op("source", 0.1, 0.85), Op("enrichment", 0.1, 0.85))
    stuck = Op("writer", 1.0, records_in=1 / 30, records_out=0)
    assert verdict(observe(*line, stuck)).kind == "stalled"
    assert verdict(observe(*line, replace(stuck, records_in=2 / 30))).kind == "operator_bound"
    assert verdict(observe(*line, replace(stuck, records_out=1.0))).kind == "operator_bound"


# Connections


def test_a_sink_that_never_wrote_because_the_database_takes_no_more_connections_is_told_so() -> None:
    """It counts no flushes yet, but the profile names it; whoever asks the database is refused as well."""
    full = Unknown("Postgres at localhost:5432/orders: FATAL: sorry, too many clients already")
    line = (Op("source", 0.0, 1.0, records_in=0, records_out=0), Op("jdbc_sink", 1.0, records_in=0, records_out=0))
    profile = JobSettings(operators={"jdbc_sink": OperatorSettings(1, batch_size=500)}, from_profile=True)
    found = diagnose_bottleneck(measure_job(observe(*line, database=full)), profile)
    assert (found.kind, found.operator, found.cause) == ("stalled", "jdbc_sink", "connections")
    assert found.because[-1].what == full.reason
    unasked = diagnose_bottleneck(measure_job(observe(*line)), profile)
    assert (unasked.kind, unasked.cause) == ("stalled", "external_wait")


# A checkpoint that nothing gets past

HELD = Op("source", 0.0, 0.97, 0, 0)
IDLE = Op("join", 0.0, 0.0, 0, 0)


def under_way(seconds: float) -> object:
    """One that was triggered so long before the end of the window."""
    trigger_ms = NOW_MS + 30_000 - seconds * 1000
    return checkpoints(checkpoint(14, 0.0, "IN_PROGRESS", trigger_ms=trigger_ms), checkpoint(13))


def still(*operators: Op, **job: object) -> Verdict:
    return verdict(observe(*operators, **job))  # type: ignore[arg-type]


def test_a_checkpoint_that_is_younger_than_the_standstill_is_not_its_cause() -> None:
    """It is just under way."""
    assert still(HELD, IDLE, checkpoints=under_way(5)).cause == "unknown"


def test_a_sink_that_waits_holds_the_checkpoint_back_and_not_the_other_way_round() -> None:
    """Its flush does not end."""
    stuck = sink(rows=0, flushes=0, flush_ms=0)
    found = still(HELD, stuck, checkpoints=under_way(120))
    assert (found.kind, found.cause) == ("stalled", "external_wait")


def test_a_job_without_any_checkpoint_under_way_is_not_blocked_by_one() -> None:
    """The reason is not known."""
    assert still(HELD, IDLE, checkpoints=checkpoints(checkpoint(13))).cause == "unknown"


def test_nothing_moves_while_a_checkpoint_is_under_way_and_nobody_is_busy() -> None:
    """They wait for its barriers."""
    found = still(HELD, IDLE, checkpoints=under_way(120))
    assert (found.kind, found.cause) == ("stalled", "checkpoints")
    assert found.because[1].what.startswith("a checkpoint is under way for 120 s")
