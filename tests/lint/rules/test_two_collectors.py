"""Two collectors for one JVM."""

import pytest

from tests.lint.lint_builder import faults, told

RULE = "two_collectors"


@pytest.mark.parametrize(
    "text",
    [
        "-XX:+UseG1GC\n",
        "-XX:+UseG1GC\n-XX:+UseG1GC\n",
        "-XX:-UseParallelGC\n-XX:+UseG1GC\n",
        "-XX:+UseParallelGC\n-XX:-UseParallelGC\n-XX:+UseG1GC\n",
        "-XX:+UseZGC\n-XX:+ZGenerational\n",
    ],
)
def test_one_that_is_on_is_fine(text):
    """The last flag of a name counts."""
    assert told(RULE, text, "jvm.options") == []


def test_two_keys_are_two_jvms():
    """The JobManager may have another one."""
    text = "env.java.opts.taskmanager: -XX:+UseG1GC\nenv.java.opts.jobmanager: -XX:+UseSerialGC\n"
    assert told(RULE, text, "config.yaml") == []


@pytest.mark.parametrize(
    ("text", "jdk"),
    [
        ("-XX:+UseParNewGC\n-XX:+UseConcMarkSweepGC\n", 8),
        ("-XX:+UseParallelGC\n-XX:+UseParallelOldGC\n", 11),
        ("-XX:+UseConcMarkSweepGC\n-XX:+UseG1GC\n", 17),
        ("-XX:+UseParNewGC\n-XX:+UseG1GC\n", 11),
    ],
)
def test_flags_of_one_collector_and_those_that_the_jdk_dropped_are_fine(text, jdk):
    """What a JDK ignores is no second one."""
    assert told(RULE, text, "jvm.options", jdk=jdk) == []


def test_the_old_collectors_are_collectors():
    """CMS was there up to 13."""
    text = "-XX:+UseConcMarkSweepGC\n-XX:+UseG1GC\n"
    assert told(RULE, text, "jvm.options", jdk=11) == [(2, "UseG1GC")]
    (fault,) = faults(RULE, text, "jvm.options")
    assert fault.severity == "warning"
    assert fault.message == "a second collector beside UseConcMarkSweepGC: JDK 11 does not start"


@pytest.mark.parametrize(
    "text",
    [
        "env.java.opts.all: -XX:+UseG1GC\nenv.java.opts.taskmanager: -XX:+UseG1GC -Xss1m\n",
        "env.java.opts.all: -XX:+UseG1GC\nenv.java.opts.taskmanager: -XX:-UseG1GC -XX:+UseZGC\n",
        "env.java.opts: -XX:+UseG1GC\nenv.java.opts.all: -XX:+UseZGC\n",
    ],
)
def test_flags_for_all_jvms_may_be_named_again_or_switched_off(text):
    """And of two names of one key only the new one is read."""
    assert told(RULE, text, "config.yaml") == []


@pytest.mark.parametrize("key", ["env.java.opts.all", "env.java.opts", "env.java.default-opts.all"])
def test_a_jvm_gets_the_flags_for_all_and_its_own(key):
    """Told at its own."""
    text = f"env.java.opts.taskmanager: -XX:+UseZGC\n{key}: -XX:+UseG1GC\nenv.java.opts.jobmanager: -Xss1m\n"
    (fault,) = faults(RULE, text, "config.yaml")
    assert (fault.place.line, fault.key) == (1, "UseZGC")
    assert fault.message == f"a second collector beside UseG1GC of {key}: Java refuses to start"


def test_two_that_are_on_stop_the_jvm():
    """At the second one."""
    assert told(RULE, "-XX:+UseG1GC\n-XX:+UseParallelGC\n", "jvm.options") == [(2, "UseParallelGC")]
