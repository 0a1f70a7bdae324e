"""The loop on a cluster that records what is done to it."""

from __future__ import annotations

import pytest

from advisor.errors import BadInput, CannotDeploy, CannotReach
from tests.tune.reports import BATCH, LIMIT, WIDER, content, no_verdict, report, silent, stalled, waiting


@pytest.mark.parametrize("first", [content(1000), waiting(1000), stalled(), no_verdict(), content(1000, binding=LIMIT)])
def test_a_report_with_nothing_to_change_touches_nothing(bench, first):
    """No stop, no write, no line in the journal."""
    ending = bench.run(first)
    assert (bench.cluster.calls, bench.writes, ending.steps) == ([], [], ())
    assert bench.profile.read_bytes() == bench.before
    assert not bench.journal_file.exists()


def test_a_step_that_makes_it_worse_is_rolled_back_byte_for_byte_to_the_same_savepoint(bench):
    """The state is the one that the step began with; what ran in between is dropped."""
    ending = bench.run(1000, 500)
    assert bench.cluster.calls == [
        "stop job-0",
        "start batch_size=500 from savepoint-of-job-0",
        "discard job-1",
        "start batch_size=1 from savepoint-of-job-0",
    ]
    assert bench.profile.read_bytes() == bench.before
    assert bench.cluster.running == "job-2"
    assert ending.exit_code == 0
    assert ending.why == "no change is left that was not tried"
    (line,) = bench.journal()
    assert (line["outcome"], line["decision"]) == ("worse", "rolled_back")
    assert (line["throughput_before"], line["throughput_after"]) == (1000, 500)
    assert ending.report.plan.observed_throughput == 1000


def test_a_step_that_changes_nothing_is_rolled_back_too(bench):
    """A restart was all it brought."""
    bench.run(1000, 1050)
    assert bench.profile.read_bytes() == bench.before
    assert bench.journal()[0]["outcome"] == "same"


def test_a_change_that_nobody_can_judge_is_rolled_back(bench):
    """Asked twice, with a wait in between."""
    ending = bench.run(1000, no_verdict(), no_verdict())
    assert bench.profile.read_bytes() == bench.before
    assert bench.settled == ["job-1", "job-1"]
    assert bench.journal()[0]["outcome"] == "inconclusive"
    assert ending.exit_code == 0


@pytest.mark.parametrize("useless", [no_verdict(), silent(1000)], ids=["no verdict", "no throughput"])
def test_one_look_that_says_nothing_costs_no_good_change(bench, useless):
    """Flink's metrics come late on a busy machine."""
    bench.run(1000, useless, content(9000))
    assert bench.journal()[0]["decision"] == "kept"
    assert bench.settled == ["job-1", "job-1"]


def test_a_job_that_stands_still_with_the_change_is_worse(bench):
    """Whatever it had done before it stood."""
    bench.run(1000, stalled())
    assert (bench.journal()[0]["outcome"], bench.journal()[0]["decision"]) == ("worse", "rolled_back")


def test_a_step_that_improves_is_kept_and_the_next_report_decides(bench):
    """Until the limit binds."""
    ending = bench.run(1000, content(9000, binding=LIMIT))
    assert bench.cluster.calls == ["stop job-0", "start batch_size=500 from savepoint-of-job-0"]
    assert b"{batch_size: 500,   batch_interval_ms: 0}  # ours\r\n" in bench.profile.read_bytes()
    assert ending.why == f"the limit is {LIMIT}"
    (line,) = bench.journal()
    assert line == {
        "step": 1,
        "started_at": "2026-11-23T12:00:00+00:00",
        "job": "orders",
        "verdict": {"kind": "operator_bound", "operator": "jdbc_sink", "cause": line["verdict"]["cause"]},
        "changes": [{"setting": "jdbc_sink.batch_size", "from": 1, "to": 500}],
        "predicted_throughput": 10_000,
        "throughput_before": 1000,
        "throughput_after": 9000,
        "outcome": "improved",
        "decision": "kept",
        "why": "1,000 -> 9,000 rec/s, by throughput",
        "savepoint": "savepoint-of-job-0",
        "job_id_before": "a" * 32,
        "job_id_after": "job-1",
    }


def test_no_more_steps_than_allowed(bench):
    """Though there would be more to change."""
    ending = bench.run(1000, report(2000, ("operators.jdbc_sink.batch_size", 500, 900, "rescale")), max_steps=1)
    assert bench.cluster.starts == 1
    assert ending.why == "--max-steps 1 is reached"


def test_when_all_changes_together_fail_each_class_is_tried_alone(bench):
    """The second class is what helps; the first made it worse."""
    both = report(1000, BATCH, WIDER)
    ending = bench.run(both, 500, both, 400, both, content(3000))
    assert [[each["setting"] for each in line["changes"]] for line in bench.journal()] == [
        ["jdbc_sink.batch_size", "jdbc_sink.parallelism"],
        ["jdbc_sink.batch_size"],
        ["jdbc_sink.parallelism"],
    ]
    assert [line["decision"] for line in bench.journal()] == ["rolled_back", "rolled_back", "kept"]
    assert [line["predicted_throughput"] for line in bench.journal()] == [10_000, None, None]
    assert b"batch_size: 1," in bench.profile.read_bytes()
    assert ending.report.plan.observed_throughput == 3000


def test_a_deployment_that_fails_is_rolled_back_and_ends_it(bench):
    """The sentence says what runs and what the profile holds."""
    bench.cluster.refuses = {1: "`flink run` failed: no slots"}
    ending = bench.run(1000)
    assert ending.exit_code == 3
    assert ending.why == (
        "the job did not come up with the change: `flink run` failed: no slots; "
        "job job-2 runs with the former settings, and the profile is as it was"
    )
    assert bench.profile.read_bytes() == bench.before
    assert bench.cluster.calls[-1] == "start batch_size=1 from savepoint-of-job-0"
    assert bench.journal()[0]["decision"] == "rolled_back"
    assert bench.journal()[0]["savepoint"] == "savepoint-of-job-0"


def test_when_even_the_former_job_does_not_come_up_the_savepoint_is_named(bench):
    """What a person needs to go on."""
    bench.cluster.refuses = {1: "no slots", 2: "still no slots"}
    ending = bench.run(1000)
    assert ending.exit_code == 3
    assert ending.why == (
        "no slots; rolling back failed as well: still no slots; "
        "no job runs (the job's state is in savepoint-of-job-0), and the profile is as it was"
    )
    assert bench.profile.read_bytes() == bench.before


def test_beside_a_job_that_could_not_be_ended_none_is_started(bench):
    """Two of them would write the same rows."""
    bench.cluster.refuses, bench.cluster.leaves = {1: "no answer"}, (1,)
    ending = bench.run(1000)
    assert bench.cluster.starts == 1
    assert "it is not known what runs, as a job with the change did not come up and could not be ended" in ending.why
    assert ending.why.endswith("and the profile has the change")


def test_a_job_that_cannot_be_stopped_runs_on(bench):
    """The profile was not touched."""
    bench.cluster.stop_fails = CannotReach("http://x/jobs/job-0/stop answered HTTP 400: no savepoint directory")
    ending = bench.run(1000)
    assert bench.writes == []
    assert ending.exit_code == 3
    assert ending.why.endswith("job job-0 runs with the former settings, and the profile is as it was")


def test_a_stop_that_may_still_come_about_leaves_the_doubt(bench):
    """It is said, not guessed."""
    bench.cluster.stop_fails = CannotDeploy("job job-0: no savepoint within 180 s", clean=False)
    ending = bench.run(1000)
    assert "it is not known what runs, as job job-0 was being stopped with a savepoint" in ending.why


def test_a_profile_that_cannot_be_written_starts_the_former_job_again(bench):
    """A full disk must not cost the job."""

    def full(path, _text):
        raise BadInput(f"{path}: cannot be written (No space left on device)")

    bench.switch._write = full
    ending = bench.run(1000)
    assert bench.cluster.calls == ["stop job-0", "start batch_size=1 from savepoint-of-job-0"]
    assert ending.exit_code == 3
    assert "No space left on device" in ending.why
    assert bench.profile.read_bytes() == bench.before


def test_an_interrupt_while_the_change_is_measured_leaves_it_running_and_says_so(bench):
    """Profile and job agree."""
    ending = bench.run(1000, KeyboardInterrupt())
    assert ending.exit_code == 130
    assert ending.why == "interrupted; job job-1 runs with the change, and the profile has the change"
    (line,) = bench.journal()
    assert (line["outcome"], line["decision"], line["throughput_after"]) == ("inconclusive", "kept", None)
    assert b"batch_size: 500" in bench.profile.read_bytes()


def test_a_cluster_that_goes_away_while_the_change_is_measured_is_told_with_the_state(bench):
    """Exit code 3."""
    ending = bench.run(1000, CannotReach("http://x/overview does not answer"))
    assert ending.exit_code == 3
    assert ending.why.startswith("http://x/overview does not answer; job job-1 runs with the change")


def test_a_profile_that_is_of_another_state_is_refused_before_anything_is_stopped(bench):
    """Raised, as nothing was begun."""
    with pytest.raises(BadInput, match="the report saw 77"):
        bench.run(report(1000, ("operators.jdbc_sink.batch_size", 77, 500, "rescale")))
    assert bench.cluster.calls == []


def test_settings_of_the_cluster_are_left_to_a_person(bench):
    """A new deployment of the job would not bring them about."""
    ending = bench.run(
        report(1000, ("flink.taskmanager.memory.process.size", "2 gb", "4 gb", "restart_from_savepoint"))
    )
    assert bench.cluster.calls == []
    assert ending.why == "what is left to change is changed by hand"
