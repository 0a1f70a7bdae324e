"""Keys that another Flink knows."""

import pytest

from tests.lint.lint_builder import faults, told

RULE = "key_of_another_flink"


def test_a_key_of_this_flink_is_fine():
    """Under its own name, or a former one that is still read."""
    assert told(RULE, "rest.port: 1\nakka.ask.timeout: 1 s\n", "config.yaml") == []


def test_a_version_between_two_lists_of_one_major_may_have_what_either_has():
    """1.18 has it, 1.20 has not: nobody knows about 1.19."""
    text = "cluster.fine-grained-resource-management.enabled: true\n"
    assert told(RULE, text, "flink-conf.yaml", flink="1.19") == []
    assert told(RULE, text, "flink-conf.yaml", flink="1.20") == [
        (1, "cluster.fine-grained-resource-management.enabled")
    ]


def test_one_that_has_a_new_name_is_renamed_not_gone():
    """A rule of its own (renamed_flink_key)."""
    assert told(RULE, "rest.port: 1\ntable.exec.topn-cache-size: 100\n", "config.yaml") == []


def test_a_key_that_scripts_read_is_nobodys_business():
    """env.java.home is no option of 1.20, and its scripts read it."""
    assert told(RULE, "env.java.home: /usr/lib/jvm/java-17\n", "flink-conf.yaml") == []


def test_a_version_older_than_the_lists_is_not_judged():
    """It may have known the key."""
    assert told(RULE, "execution.async-state.buffer-size: 1\n", "flink-conf.yaml", flink="1.12") == []


@pytest.mark.parametrize(
    ("key", "instead"),
    [
        ("cluster.evenly-spread-out-slots", "taskmanager.load-balance.mode: SLOTS"),
        ("taskmanager.heap.size", "taskmanager.memory.process.size"),
        ("pipeline.time-characteristic", "leave it out"),
    ],
)
def test_a_key_that_2_dropped_is_told_with_what_took_its_place(key, instead):
    """In silence, too."""
    (fault,) = faults(RULE, f"rest.port: 1\n{key}: x\n", "config.yaml")
    assert (fault.place.line, fault.key, fault.instead) == (2, key, instead)
    assert fault.message == "of Flink 1.18 and 1.20; Flink 2.3 does not read it"


def test_a_key_that_is_yet_to_come_does_nothing_either():
    """Written for 2.3, started on 1.20."""
    assert told(RULE, "state.backend.forst.cache.dir: /x\n", "flink-conf.yaml") == [
        (1, "state.backend.forst.cache.dir")
    ]
