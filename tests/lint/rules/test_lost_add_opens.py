"""Flags that replace --add-opens: first where they do not."""

import pytest

from tests.lint.lint_builder import faults, told

RULE = "lost_add_opens"


def test_flags_of_one_kind_of_process_are_added():
    """The right place."""
    assert told(RULE, "env.java.opts.taskmanager: -XX:+UseG1GC\n", "config.yaml") == []


@pytest.mark.parametrize("key", ["env.java.opts.all", "env.java.opts"])
def test_a_value_that_holds_them_itself_replaces_nothing(key):
    """As in the file that comes with Flink."""
    text = f"{key}: --add-opens=java.base/java.util=ALL-UNNAMED -XX:+UseG1GC\n"
    assert told(RULE, text, "config.yaml") == []


def test_defaults_of_a_key_of_their_own_stay():
    """env.java.default-opts.all comes before."""
    text = "env.java.default-opts.all: --add-opens=java.base/java.util=ALL-UNNAMED\nenv.java.opts.all: -XX:+UseG1GC\n"
    assert told(RULE, text, "config.yaml") == []


def test_a_value_that_is_put_in_later_is_not_judged():
    """Nobody knows what it holds."""
    assert told(RULE, "env.java.opts.all: ${OPTS}\n", "config.yaml") == []


@pytest.mark.parametrize("jdk", [8, 11])
def test_old_jdks_are_open(jdk):
    """Strong encapsulation came with 16."""
    assert told(RULE, "env.java.opts.all: -XX:+UseG1GC\n", "config.yaml", jdk=jdk) == []


@pytest.mark.parametrize("text", ["env.java.opts.all: -XX:+UseG1GC\n", "env: {java: {opts: {all: -XX:+UseG1GC}}}\n"])
def test_flags_for_all_replace_them(text):
    """Flat or nested."""
    (fault,) = faults(RULE, text, "config.yaml")
    assert (fault.place.line, fault.key) == (1, "env.java.opts.all")
    assert "env.java.opts.taskmanager" in fault.instead


def test_on_flink_1_it_is_info_until_the_jdk_is_known():
    """Its images run on 11, where nothing is lost."""
    text = "env.java.opts.all: -XX:+UseG1GC\n"
    assert [each.severity for each in faults(RULE, text, "flink-conf.yaml")] == ["info"]
    assert [each.severity for each in faults(RULE, text, "flink-conf.yaml", jdk=17)] == [None]
    assert [each.severity for each in faults(RULE, text, "config.yaml", flink="1.20")] == ["info"]


def test_so_does_the_former_name():
    """Flink 1.x, on JDK 17."""
    assert told(RULE, "env.java.opts: -Dx=y\n", "flink-conf.yaml", jdk=17) == [(1, "env.java.opts")]
