"""What differs between two versions, and whether that is a rescale alone."""

from __future__ import annotations

import msgspec
import pytest

from advisor.deploy.changes import changes_between, rescale_alone
from advisor.deploy.planned import Plan
from advisor.deploy.version import Version
from advisor.errors import BadInput
from tests.deploy.made import SINK, plan, planned, running, version


def between(tmp_path, text, script="print('job')\n"):
    return changes_between(version(tmp_path / "former"), version(tmp_path / "new", text, script))


def test_the_same_profile_and_program_do_not_differ(tmp_path):
    """Not by their paths, nor by when they were made."""
    found = between(tmp_path, "")
    assert (found.of_the_job, found.of_the_cluster, found.program) == ((), (), False)


def test_what_the_job_never_sees_is_no_change(tmp_path):
    """Limits, thresholds, and what other files are rendered from."""
    found = between(tmp_path, "limits: {slots: 16}\nadvisor: {thresholds: {warm_up_seconds: 5}}\n")
    assert (found.of_the_job, found.of_the_cluster) == ((), ())


def test_settings_are_told_with_both_values(tmp_path):
    """By their path in the profile."""
    (change,) = between(tmp_path, "operators: {jdbc_sink: {batch_size: 77}}\n").of_the_job
    assert (change.path, change.before, change.after) == ("operators.jdbc_sink.batch_size", 5000, 77)


def test_what_flink_reads_when_it_starts_is_no_change_of_the_job(tmp_path):
    """A checkpoint interval is one, the memory of a TaskManager is not."""
    text = (
        "flink: {execution.checkpointing.interval: 3 s, taskmanager.memory.process.size: 3 gb}\n"
        "python: {worker_memory: 1 gb}\n"
    )
    found = between(tmp_path, text)
    assert [each.path for each in found.of_the_job] == ["flink.execution.checkpointing.interval"]
    assert [each.path for each in found.of_the_cluster] == [
        "python.worker_memory",
        "flink.taskmanager.memory.process.size",
    ]


def test_another_script_is_a_change_of_the_program(tmp_path):
    """Of which no setting tells."""
    assert between(tmp_path, "", script="print('other')\n").program


def test_a_record_of_another_release_is_told(tmp_path):
    """Its settings are no profile any more."""
    made = version(tmp_path / "a")
    old = Version(made.folder, msgspec.structs.replace(made.record, settings={"job": {}}))
    with pytest.raises(BadInput, match=r"kept by another release of the advisor; name the profile .* --former PROFILE"):
        changes_between(old, made)


RESCALED = "operators: {jdbc_sink: {parallelism: 3}, kafka_source: {parallelism: 2}}\n"


def test_a_change_of_anything_but_parallelism_is_no_rescale(tmp_path):
    """Nor is no change at all, nor another program."""
    for number, (text, script) in enumerate(
        [("", "print('job')\n"), ("operators: {jdbc_sink: {parallelism: 3, batch_size: 7}}\n", "print('job')\n"),
         (RESCALED, "print('other')\n")]
    ):  # fmt: skip
        changes = between(tmp_path / str(number), text, script)
        assert rescale_alone(changes, plan(), running().vertices) is None


def test_other_vertices_are_no_rescale(tmp_path):
    """With another parallelism operators may chain otherwise; and what cannot be planned cannot be compared."""
    changes = between(tmp_path, RESCALED)
    assert rescale_alone(changes, plan(planned(without=SINK)), running().vertices) is None
    assert rescale_alone(changes, Plan(None, None), running().vertices) is None


def test_parallelism_alone_is_a_rescale(tmp_path):
    """Each vertex gets what the new version plans for it."""
    found = rescale_alone(between(tmp_path, RESCALED), plan(planned(parallelism=3)), running().vertices)
    assert found == {each.id: 3 for each in running().vertices}
