"""The scenarios as a whole: what they cover, and how they are judged. Their real runs: `make scenarios`."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.advise import advise
from advisor.diagnose.rules import all_rules
from advisor.diagnose.verdict import Cause, Kind
from advisor.model.settings import JobSettings
from lab.errors import LabError
from lab.scenarios.catalogue import all_scenarios, chosen_scenarios
from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.jobs.template import Template
from lab.scenarios.loads import Backlog, Stream
from lab.scenarios.outcome import Outcome, judge, summary
from lab.scenarios.results import (
    Checked,
    load_results,
    load_sweeps,
    load_truths,
    replace_outcomes,
    save_results,
    save_sweeps,
    save_truths,
)
from lab.scenarios.scenario import Cluster, Expected, Measured, Scenario
from lab.scenarios.sweep import Sweep, Swept, grid
from lab.scenarios.truth import ByDefinition, KeepsUp, Without
from tests.builders import Op, observe, sink

SCENARIOS = all_scenarios()
LOAD = Backlog(10)
SLOW_SINK = advise(
    observe(Op("source", 0.02, 0.97), sink(rows=1000, flushes=1000, flush_ms=900)), JobSettings()
)  # says operator_bound, jdbc_sink, small_batches, and finds unbatched_sink


def scenario(expected: Expected, **more: object) -> Scenario:
    graph = Graph((Stage("work"),), LOAD)
    return Scenario("x", graph, LOAD, expected, ByDefinition("x"), **more)  # type: ignore[arg-type]


RIGHT = Expected("operator_bound", "jdbc_sink", "small_batches")


# What the scenarios cover


def test_every_kind_of_verdict_and_every_cause_is_planted_at_least_once() -> None:
    """`unknown` is what an honest advisor says of a fault inside of somebody's code."""
    kinds = {each.expected.kind for each in SCENARIOS.values()}
    causes = {each.expected.cause for each in SCENARIOS.values() if each.expected.cause}
    assert kinds == set(get_args(Kind))
    assert causes == set(get_args(Cause))


def test_there_are_enough_of_them_and_enough_healthy_ones() -> None:
    """A tool that always finds something would be right on all of the others."""
    healthy = [name for name, each in SCENARIOS.items() if each.expected.kind == "input_bound"]
    assert len(SCENARIOS) >= 26
    assert len(healthy) >= 6


def test_every_rule_that_a_scenario_names_exists() -> None:
    """A misspelt one could never fire."""
    named = {rule for each in SCENARIOS.values() for rule in (*each.must_fire, *each.may_fire)}
    assert named <= set(all_rules())


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_says_what_is_planted_and_how_that_is_known(name: str) -> None:
    """Its settings are ones that its job can set, so the truth can be measured."""
    found = SCENARIOS[name]
    assert found.planted
    assert found.truth.because
    without = getattr(found.truth, "without", Without())
    assert [each for each in (*without.settings, *found.sweep) if not found.job.can_set(each)] == []
    assert isinstance(found.truth, KeepsUp | ByDefinition) or without != Without()


def test_nearly_every_truth_is_measured() -> None:
    """Only what is so by definition is not."""
    assert [name for name, each in SCENARIOS.items() if isinstance(each.truth, ByDefinition)] == [
        "database_goes_away",
        "just_started",
    ]


def test_what_is_planted_is_taken_out_and_all_else_stays() -> None:
    """Another load goes to the job, too: it reads its topic."""
    planted, even = SCENARIOS["hot_key"], Backlog(200_000)
    found = Without(load=even).of(planted)
    assert (found.load, found.job) == (even, replace(planted.job, load=even))  # type: ignore[type-var]
    assert replace(found, load=planted.load, job=planted.job) == planted
    assert Without(undisturbed=True).of(SCENARIOS["sink_behind_a_lock"]).disturbances == ()
    assert Without(cluster=Cluster()).of(SCENARIOS["tiny_bundles"]).cluster == Cluster()
    assert Without({"slow.wait_ms": 0.0}).of(SCENARIOS["slow_branch"]) == SCENARIOS["slow_branch"]


def test_scenarios_of_one_cluster_run_together() -> None:
    """Flink is started anew between two that want it otherwise."""
    clusters = [str(each.cluster) for each in SCENARIOS.values()]
    changes = sum(a != b for a, b in pairwise(clusters))
    assert changes == len(set(clusters)) - 1


def test_a_scenario_that_does_not_exist_is_named_with_the_nearest() -> None:
    """Typing it is all that a user does."""
    with pytest.raises(LabError, match="did you mean hot_key"):
        chosen_scenarios(("hot_keys",))
    assert set(chosen_scenarios(("idle", "hot_key"))) == {"idle", "hot_key"}
    assert set(chosen_scenarios((), fast=True)) == {name for name, each in SCENARIOS.items() if each.fast}


# How they are judged


@pytest.mark.parametrize(
    "wrong",
    [
        replace(RIGHT, kind="subtask_bound"),
        replace(RIGHT, operator="enrichment"),
        replace(RIGHT, operator=None),
        replace(RIGHT, cause="cpu"),
        replace(RIGHT, cause=None),
    ],
)
def test_a_verdict_that_is_right_in_two_of_three_is_wrong(wrong: Expected) -> None:
    """Kind, operator and cause."""
    assert not judge("x", scenario(wrong), SLOW_SINK, 1.0).right
    assert judge("x", scenario(RIGHT), SLOW_SINK, 1.0).right


def test_a_finding_that_nobody_expected_is_a_false_one() -> None:
    """And one that was expected and did not come is missing."""
    unexpected = judge("x", scenario(RIGHT), SLOW_SINK, 1.0)
    assert unexpected.false_findings == ("unbatched_sink",)
    expected = judge("x", scenario(RIGHT, must_fire=("unbatched_sink", "hot_partition")), SLOW_SINK, 1.0)
    assert (expected.false_findings, expected.missing_findings) == ((), ("hot_partition",))
    assert judge("x", scenario(RIGHT, may_fire=("unbatched_sink",)), SLOW_SINK, 1.0).false_findings == ()


def outcome(**more: object) -> Outcome:
    values = {"got": RIGHT, "confidence": 0.9, "missing_findings": (), "false_findings": (), "seconds": 1.0, **more}
    return Outcome("x", RIGHT, **values)  # type: ignore[arg-type]


def test_a_run_that_broke_is_not_right() -> None:
    """There is no verdict that could be."""
    assert not outcome(got=None, broken="flink is gone").right


def test_the_summary_counts_verdicts_false_findings_and_the_median_error() -> None:
    """The error is a share of what was measured."""
    runs = [
        outcome(predicted=110.0, measured=100.0),
        outcome(predicted=50.0, measured=100.0, false_findings=("a", "b")),
        outcome(got=None),
    ]
    assert [each.prediction_error for each in runs] == [pytest.approx(0.1), pytest.approx(0.5), None]
    assert summary(runs) == "verdicts right 2/3, false findings 2, prediction error median 30%"
    assert summary([outcome()]).endswith("prediction error median not measured")


def test_results_sweeps_and_truths_survive_their_files(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Date, versions and machine stand beside them."""
    runs = [outcome(predicted=110.0, measured=100.0), outcome(got=None, broken="no")]
    save_results(runs, tmp_path / "a" / "results.json")
    found = load_results(tmp_path / "a" / "results.json")
    assert list(found.outcomes) == runs
    assert "cores" in found.machine
    assert found.versions["apache-flink"]
    replace_outcomes(runs[:1], tmp_path / "a" / "results.json")
    again = load_results(tmp_path / "a" / "results.json")
    assert (list(again.outcomes), again.said) == (runs[:1], summary(runs))
    tried = (Swept({"a.parallelism": 1}, (90.0,)), Swept({"a.parallelism": 2}, (260.0, 150.0, 200.0)))
    swept = Sweep("x", tried, Swept({}, (190.0,)))
    save_sweeps([swept], tmp_path / "sweeps.json")
    assert load_sweeps(tmp_path / "sweeps.json").sweeps == (swept,)
    truths = [Checked("x", "so", Measured("2 rec/s", False)), Checked("y", "so", None)]
    save_truths(truths, tmp_path / "truths.json")
    assert load_truths(tmp_path / "truths.json").checked == tuple(truths)
    assert (swept.best.throughput, swept.reached_ratio) == (200.0, 0.95)


def test_a_sweep_tries_every_combination() -> None:
    """Two values of one setting and two of another."""
    found = list(grid({"a": (1, 2), "b": (3, 4)}))
    assert found == [{"a": 1, "b": 3}, {"a": 1, "b": 4}, {"a": 2, "b": 3}, {"a": 2, "b": 4}]


# What they are made of


@given(st.floats(0, 1000), st.floats(0, 100), st.floats(0.5, 10), st.floats(0, 10))
def test_a_stream_never_owes_less_than_before_nor_more_than_its_rate(
    at: float, later: float, on_seconds: float, off_seconds: float
) -> None:
    """Whatever its bursts."""
    stream = Stream(100, on_seconds=on_seconds, off_seconds=off_seconds)
    before, after = stream._due(at), stream._due(at + later)
    assert before <= after + 1e-6
    assert after - before <= 100 * later + 1e-6


def test_bursts_bring_what_they_say_in_every_period() -> None:
    """1,500 a second for two of ten seconds."""
    stream = Stream(1_500, on_seconds=2.0, off_seconds=8.0)
    assert [stream._due(second) for second in (1, 2, 9, 10, 11)] == [1500, 3000, 3000, 3000, 4500]


def test_a_plan_changes_what_the_job_can_set_and_nothing_else() -> None:
    """A report names settings of every kind."""
    graph = Graph((Stage("work"),), LOAD)
    assert graph.can_set("work.parallelism")
    assert graph.can_set("kafka_source.parallelism")
    assert not graph.can_set("other.parallelism")
    assert not graph.can_set("the key of work")
    template = Template(LOAD)
    assert template.can_set("jdbc_sink.batch_size")
    assert not template.can_set("execution.checkpointing.interval")
