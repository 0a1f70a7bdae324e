"""Two collectors for one JVM."""

import pytest

from tests.lint.lint_builder import told

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


def test_two_that_are_on_stop_the_jvm():
    """At the second one."""
    assert told(RULE, "-XX:+UseG1GC\n-XX:+UseParallelGC\n", "jvm.options") == [(2, "UseParallelGC")]
