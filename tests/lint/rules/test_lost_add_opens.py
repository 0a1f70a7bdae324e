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


def deployment(version, key, kind="FlinkDeployment"):
    """One that sets this key to a flag of its own, in line 4."""
    return f"kind: {kind}\nspec:\n  flinkVersion: {version}\n  flinkConfiguration: {{{key}: -XX:+UseG1GC}}\n"


@pytest.mark.parametrize("version", ["v1_19", "v1_20", "v2_0"])
@pytest.mark.parametrize("jdk", [None, 17])
def test_the_operator_appends_to_defaults_of_its_own_from_1_19_on(version, jdk):
    """It sets env.java.default-opts.all."""
    assert told(RULE, deployment(version, "env.java.opts.all"), "d.yaml", jdk=jdk) == []


def test_a_session_job_starts_no_jvm():
    """Its cluster has."""
    text = deployment("v1_18", "env.java.default-opts.all", kind="FlinkSessionJob")
    assert told(RULE, text, "d.yaml", jdk=17) == []


def test_with_the_operator_the_defaults_of_1_18_and_of_later_ones_are_other_keys():
    """1.18 has no env.java.default-opts.all, so the operator sets env.java.opts.all there."""
    text = deployment("v1_18", "env.java.opts.all")
    assert told(RULE, text, "d.yaml", jdk=17) == [(4, "env.java.opts.all")]
    text = deployment("v2_0", "env.java.default-opts.all")
    assert told(RULE, text, "d.yaml") == [(4, "env.java.default-opts.all")]


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
