"""flink-conf.yaml for a Flink that does not read it."""

import pytest

from tests.lint.lint_builder import faults, told

RULE = "unread_config_file"


@pytest.mark.parametrize(
    ("name", "flink"), [("flink-conf.yaml", "1.20"), ("flink-conf.yaml", None), ("config.yaml", "2.3")]
)
def test_the_file_that_a_version_reads_is_fine(name, flink):
    """1.x reads the old one."""
    assert told(RULE, "rest.port: 1\n", name, flink=flink) == []


def test_flink_2_reads_config_yaml_only():
    """Whatever stands in the other."""
    assert told(RULE, "rest.port: 1\n", "flink-conf.yaml", flink="2.0") == [(1, "flink-conf.yaml")]


def test_the_sentence_names_the_version_that_was_said():
    """Whatever list it is judged by."""
    (fault,) = faults(RULE, "rest.port: 1\n", "flink-conf.yaml", flink="2.0.1")
    assert fault.message == "Flink 2.0 does not read this file"
