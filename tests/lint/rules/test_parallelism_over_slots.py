"""More subtasks than slots: first where there are as many as are asked for."""

import pytest

from tests.lint.lint_builder import faults, told

RULE = "parallelism_over_slots"
DEPLOYMENT = """\
apiVersion: flink.apache.org/v1beta1
kind: FlinkDeployment
spec:
  flinkVersion: v2_0
  mode: {mode}
  flinkConfiguration:
    taskmanager.numberOfTaskSlots: "2"
  taskManager: {{replicas: 3}}
  job:
    parallelism: {parallelism}
"""


def test_operators_that_share_slots_need_as_many_as_the_largest(in_profile):
    """Four of each fit into four."""
    assert in_profile(RULE, "operators: {kafka_source: {parallelism: 4}, jdbc_sink: {parallelism: 4}}\n") == []


def test_native_deployments_start_what_they_need():
    """As many TaskManagers as are asked for."""
    assert told(RULE, DEPLOYMENT.format(mode="native", parallelism=100), "d.yaml") == []


@pytest.mark.parametrize(
    "setting",
    [
        "jobmanager.scheduler: adaptive",
        "jobmanager.scheduler: Adaptive",
        "jobmanager.scheduler: AdaptiveBatch",
        "scheduler-mode: reactive",
        "execution.runtime-mode: BATCH",
        "jobmanager.scheduler: ${SCHEDULER}",
    ],
)
def test_a_scheduler_that_takes_what_there_is_waits_for_nothing(setting):
    """Eight subtasks asked for, six started."""
    text = DEPLOYMENT.format(mode="standalone", parallelism=8)
    text = text.replace('numberOfTaskSlots: "2"\n', f'numberOfTaskSlots: "2"\n    {setting}\n')
    assert setting in text
    assert told(RULE, text, "d.yaml") == []


def test_so_it_is_in_a_profile(in_profile):
    """Its flink section."""
    text = "operators: {jdbc_sink: {parallelism: 5}}\nflink: {jobmanager.scheduler: adaptive}\n"
    assert in_profile(RULE, text) == []


def test_where_the_slots_are_not_known_nothing_is_said():
    """One config file is no cluster."""
    assert told(RULE, "taskmanager.numberOfTaskSlots: 1\nparallelism.default: 8\n", "config.yaml") == []


def test_one_operator_larger_than_the_slots_does_not_start(in_profile):
    """At its parallelism."""
    (fault,) = in_profile(RULE, "operators:\n  jdbc_sink: {parallelism: 5}\n")
    assert (fault.place.line, fault.key) == (3, "operators.jdbc_sink.parallelism")
    assert fault.message == "the job needs 5 slots, there are 4"


def test_each_slot_sharing_group_needs_its_own(in_profile):
    """Three and two; what follows stays in the group of the one before."""
    text = "operators:\n  kafka_source: {parallelism: 3}\n  jdbc_sink: {parallelism: 2, slot_sharing_group: sink}\n"
    (fault,) = in_profile(RULE, text)
    assert fault.message == "the job needs 5 slots in 2 slot sharing groups, there are 4"


def test_a_standalone_deployment_has_replicas_times_slots():
    """Three of two."""
    assert told(RULE, DEPLOYMENT.format(mode="standalone", parallelism=6), "d.yaml") == []
    (fault,) = faults(RULE, DEPLOYMENT.format(mode="standalone", parallelism=7), "d.yaml")
    assert (fault.place.line, fault.key) == (10, "job.parallelism")
    assert fault.message == "the job needs 7 slots, there are 6"


def test_a_profile_tells_the_slots_for_other_files():
    """advisor lint --profile."""
    assert told(RULE, "parallelism.default: 8\n", "config.yaml", slots=4) == [(1, "parallelism.default")]
