"""Lines of flink-conf.yaml that are skipped."""

from tests.lint.lint_builder import told

RULE = "unread_line"


def test_comments_empty_lines_and_pairs_are_read():
    """A colon in the value is one."""
    text = "# a comment\n\nrest.port: 1 # another\n  rest.address:   http://x:80  \n"
    assert told(RULE, text, "flink-conf.yaml") == []


def test_config_yaml_is_yaml():
    """Nothing is skipped there."""
    assert told(RULE, "rest:\n  port: 1\n", "config.yaml") == []


def test_a_line_without_space_or_value_is_skipped():
    """Flink 1.x says so in its log only."""
    text = "rest.port: 1\nparallelism.default:4\nrest.address:\nstate.backend = rocksdb\n"
    assert told(RULE, text, "flink-conf.yaml") == [(each, "flink-conf.yaml") for each in (2, 3, 4)]
