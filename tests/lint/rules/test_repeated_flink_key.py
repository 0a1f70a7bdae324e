"""Keys that stand twice in flink-conf.yaml."""

from tests.lint.lint_builder import faults, told

RULE = "repeated_flink_key"


def test_keys_that_stand_once_are_fine():
    """However alike."""
    assert told(RULE, "rest.port: 1\nrest.bind-port: 1\n", "flink-conf.yaml") == []


def test_the_last_one_holds_and_the_others_are_told():
    """The file's other faults are found all the same."""
    text = "rest.port: 1\nrest.port: 2\ntaskmanager.numberOfTaskSlotz: 2\nrest.port: 3\n"
    first, second = faults(RULE, text, "flink-conf.yaml")
    assert (first.place.line, first.severity) == (1, None)
    assert first.message == "stands again in line 4, which is the one that Flink takes"
    assert second.place.line == 2
    assert told("unknown_flink_key", text, "flink-conf.yaml") == [(3, "taskmanager.numberOfTaskSlotz")]


def test_the_same_value_twice_is_info():
    """It harms nobody yet."""
    (fault,) = faults(RULE, "rest.port: 1\nrest.port: 1\n", "flink-conf.yaml")
    assert fault.severity == "info"
