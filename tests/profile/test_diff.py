"""Two profiles, key by key, with everything that they extend; and what each change takes."""

from typing import get_args

import pytest

from advisor.plan.recommendation import ChangeClass as PlannedChangeClass
from advisor.profile.change_class import _BY_PATH, ChangeClass, change_class
from advisor.profile.diff import Difference, differences
from advisor.profile.profile import load_profile
from advisor.profile.schema import Profile


@pytest.fixture
def changed(profiles):
    """The differences from the base profile to an overlay of that text."""

    def diff(text, environ=None):
        base = load_profile(profiles("extends: base.yaml\n", "one.yaml"), {})
        other = load_profile(profiles(f"extends: base.yaml\n{text}\n", "other.yaml"), environ or {})
        return differences(base, other)

    return diff


@pytest.mark.parametrize(
    "text",
    [
        "",
        "job: {name: orders}",
        "operators: {enrichment: {parallelism: 1, max_parallelism: null}}",
        "deployment: {flink_version: 2.3.0}",
        "kafka: {bootstrap_servers: 'localhost:9092'}",
    ],
)
def test_what_means_the_same_is_no_difference(changed, text):
    """Written out or left to the base, to a default or to a variable's."""
    assert changed(text) == ()


@pytest.mark.parametrize(
    ("text", "difference"),
    [
        (
            "operators: {jdbc_sink: {batch_size: 7}}",
            Difference("operators.jdbc_sink.batch_size", 5000, 7, "restart_from_savepoint"),
        ),
        (
            "operators: {jdbc_sink: {parallelism: 4}}",
            Difference("operators.jdbc_sink.parallelism", 1, 4, "rescale"),
        ),
        (
            "operators: {enrichment: {max_parallelism: 8}}",
            Difference("operators.enrichment.max_parallelism", None, 8, "state_breaking"),
        ),
        ("job: {max_parallelism: 64}", Difference("job.max_parallelism", 128, 64, "state_breaking")),
        ("limits: {slots: 8}", Difference("limits.slots", 4, 8, "live")),
        ("kafka: {topic: other}", Difference("kafka.topic", "orders", "other", "state_breaking")),
        ("kafka: {start_from: latest}", Difference("kafka.start_from", "committed", "latest", None)),
        ("database: {key: [a, b]}", Difference("database.key", ["order_id"], ["a", "b"], "restart_from_savepoint")),
        (
            "flink: {execution.checkpointing.interval: 3 s}",
            Difference("flink.execution.checkpointing.interval", "10 s", "3 s", "restart_from_savepoint"),
        ),
        (
            "flink: {pipeline.max-parallelism: 64}",
            Difference("flink.pipeline.max-parallelism", None, 64, "state_breaking"),
        ),
        ("flink: {a.b: true}", Difference("flink.a.b", None, True, "restart_cluster")),
        (
            "flink: {taskmanager.numberOfTaskSlots: '4'}",
            Difference("flink.taskmanager.numberOfTaskSlots", 4, "4", "restart_cluster"),
        ),
        ("jvm: {max_gc_pause_ms: 50}", Difference("jvm.max_gc_pause_ms", 100, 50, "restart_cluster")),
        ("python: {worker_memory: 1 gb}", Difference("python.worker_memory", None, "1 gb", "restart_cluster")),
        (
            "deployment: {flink_version: 2.3.1}",
            Difference("deployment.flink_version", "2.3.0", "2.3.1", "restart_cluster"),
        ),
        ("deployment: {image: x:2}", Difference("deployment.image", "narrows-flink:0.1.0", "x:2", "restart_cluster")),
        (
            "deployment: {topics: {retention_ms: -1}}",
            Difference("deployment.topics.retention_ms", None, -1, "live"),
        ),
    ],
)
def test_one_key_is_one_difference_with_what_it_takes(changed, text, difference):
    """Values as they were resolved; None where the key is not set."""
    assert changed(text) == (difference,)


def test_the_environment_is_put_in_before_the_comparison(changed):
    """What is deployed differs, not what is written."""
    assert [each.path for each in changed("", {"PGHOST": "db"})] == ["database.host"]


def test_differences_come_in_the_order_of_the_sections(changed):
    """Also of a section that only one of them has."""
    text = "limits: {slots: 8}\nflink: {z.z: 1}\njvm: {gc_log: {dir: /log}}\njob: {name: x}"
    paths = [each.path for each in changed(text)]
    assert paths == [
        "job.name",
        "jvm.gc_log.dir",
        "jvm.gc_log.files",
        "jvm.gc_log.size",
        "flink.z.z",
        "limits.slots",
    ]


def test_a_section_that_goes_is_told_key_by_key(changed):
    """Down to nothing."""
    assert [(each.path, each.after) for each in changed("jvm: null")] == [
        ("jvm.jdk", None),
        ("jvm.gc", None),
        ("jvm.max_gc_pause_ms", None),
        ("jvm.flags", None),
    ]


def test_the_words_are_those_of_a_plan():
    """So that a diff and a report can be read side by side; a plan leaves the cluster's own changes to it."""
    assert set(get_args(ChangeClass)) - set(get_args(PlannedChangeClass)) == {"restart_cluster"}
    assert set(get_args(PlannedChangeClass)) <= set(get_args(ChangeClass))


def test_every_rule_is_about_a_section_that_there_is():
    """A renamed section would fall to `?` in silence."""
    assert {path[0] for path in _BY_PATH} <= set(Profile.model_fields)
    assert change_class(("kafka", "consumer", "fetch.min.bytes")) == "restart_from_savepoint"
    assert change_class(("window", "size_ms")) is None
