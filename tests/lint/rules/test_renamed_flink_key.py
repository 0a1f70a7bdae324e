"""Keys with a new name: first those that are right as they are."""

import pytest

from tests.lint.lint_builder import faults, told

RULE = "renamed_flink_key"


@pytest.mark.parametrize("key", ["rest.port", "rest.bind-port", "jobmanager.rpc.address", "kubernetes.service-account"])
def test_a_key_that_others_fall_back_to_is_not_renamed(key):
    """Flink calls these fallbacks, not deprecated."""
    assert told(RULE, f"rest.address: x\n{key}: 1\n", "config.yaml", flink="2.3") == []


def test_a_file_that_1_18_may_read_keeps_the_keys_that_1_18_needs():
    """execution.checkpointing.dir came with 1.20; who says 1.20 gets to know."""
    assert told(RULE, "state.checkpoints.dir: x\n", "flink-conf.yaml") == []
    assert told(RULE, "state.checkpoints.dir: x\n", "flink-conf.yaml", flink="1.20") == [(1, "state.checkpoints.dir")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("flink-conf.yaml", "state.checkpoints.dir: x\n"),
        (
            "d.yaml",
            "kind: FlinkDeployment\nspec: {flinkVersion: v1_19, flinkConfiguration: {state.checkpoints.dir: x}}\n",
        ),
    ],
)
def test_a_version_between_two_lists_may_need_the_key_that_the_older_one_needs(name, text):
    """1.19 does not read execution.checkpointing.dir, and would keep its checkpoints in memory."""
    assert told(RULE, text, name, flink="1.19" if name == "flink-conf.yaml" else None) == []


def test_sentences_name_the_version_that_was_said():
    """2.0 is judged by the list of 2.2."""
    (fault,) = faults(RULE, "state.backend: x\n", "config.yaml", flink="1.20.3")
    assert fault.message == "is deprecated in Flink 1.20, and still read"
    (fault,) = faults(RULE, "rest.port: 1\ntable.exec.topn-cache-size: 100\n", "config.yaml", flink="2.0")
    assert fault.message == "is not read by Flink 2.0 any more"


def test_a_version_older_than_the_lists_is_not_judged():
    """The new key may be unknown there."""
    assert told(RULE, "high-availability: zookeeper\n", "flink-conf.yaml", flink="1.13") == []


@pytest.mark.parametrize(
    ("key", "now"),
    [
        ("high-availability", "high-availability.type"),
        ("state.backend", "state.backend.type"),
        ("env.java.opts", "env.java.opts.all"),
    ],
)
def test_a_former_name_that_is_still_read_is_info(key, now):
    """By Flink's own list of deprecated keys."""
    (fault,) = faults(RULE, f"{key}: x\n", "flink-conf.yaml")
    assert (fault.severity, fault.instead) == ("info", now)
    assert fault.message == "is deprecated in Flink 1.20, and still read"


def test_a_former_name_beside_the_new_one_does_nothing():
    """A warning where they differ."""
    text = "state.checkpoints.dir: {}\nexecution.checkpointing.dir: s3://b/c\n"
    (fault,) = faults(RULE, text.format("s3://old/c"), "config.yaml", flink="2.3")
    assert (fault.place.line, fault.severity, fault.instead) == (1, None, "leave it out")
    assert fault.message == "does nothing: Flink 2.3 takes execution.checkpointing.dir (line 2)"
    assert [each.severity for each in faults(RULE, text.format("s3://b/c"), "config.yaml")] == ["info"]


def test_a_former_name_of_two_keys_is_still_read_for_the_one_that_is_not_set():
    """One became two."""
    text = "state.backend.local-recovery: true\nexecution.state-recovery.from-local: true\n"
    (fault,) = faults(RULE, text, "config.yaml", flink="2.3")
    assert fault.message == "is deprecated in Flink 2.3, and still read"


def test_a_former_name_that_is_not_read_any_more_is_a_warning():
    """The default is in force, in silence."""
    (fault,) = faults(RULE, "rest.port: 1\ntable.exec.topn-cache-size: 100\n", "config.yaml")
    assert (fault.place.line, fault.severity) == (2, None)
    assert fault.message == "is not read by Flink 2.3 any more"
    assert fault.instead == "table.exec.rank.topn-cache-size"
