"""Flags that a JDK has dropped: first those that it has."""

import pytest

from tests.lint.lint_builder import faults, told

RULE = "dead_jvm_flag"


@pytest.mark.parametrize("jdk", [None, 11, 17, 21])
def test_flags_of_today_live(jdk):
    """In every listed JDK."""
    flags = "UseG1GC MaxGCPauseMillis=100 HeapDumpOnOutOfMemoryError MaxRAMPercentage=70 ParallelRefProcEnabled UseZGC"
    text = "".join(f"-XX:{'' if '=' in each else '+'}{each}\n" for each in flags.split())
    assert told(RULE, text, "jvm.options", jdk=jdk) == []


def test_a_flag_that_the_jdk_in_use_still_has_lives():
    """CMS went with 14, generational ZGC came with 21."""
    assert told(RULE, "-XX:+UseConcMarkSweepGC\n", "jvm.options", jdk=11) == []
    assert told(RULE, "-XX:+ZGenerational\n", "jvm.options", jdk=21) == []
    assert told(RULE, "-XX:+ZGenerational\n", "jvm.options") == []


def test_jdk_8_has_its_own():
    """Not listed, and known by the table."""
    assert told(RULE, "-XX:+UseParNewGC\n-XX:+UseConcMarkSweepGC\n", "jvm.options", jdk=8) == []


@pytest.mark.parametrize(
    ("flag", "jdk", "instead"),
    [
        ("-XX:+UseConcMarkSweepGC", 17, "-XX:+UseG1GC"),
        ("-XX:MaxPermSize=256m", 11, "taskmanager.memory.jvm-metaspace.size"),
        ("-XX:+UseParallelOldGC", 17, "-XX:+UseParallelGC"),
        ("-XX:+AggressiveOpts", 21, "nothing"),
        ("-XX:+ZGenerational", 17, "-XX:+UseZGC"),
        ("-XX:+UseBiasedLocking", 21, "nothing"),
    ],
)
def test_a_flag_that_it_has_not_got_is_a_warning(flag, jdk, instead):
    """With what took its place."""
    (fault,) = faults(RULE, f"-XX:+UseG1GC\n{flag}\n", "jvm.options", jdk=jdk)
    assert (fault.place.line, fault.severity, fault.message) == (2, None, f"JDK {jdk} drops it in silence")
    assert instead in fault.instead


def test_a_flag_that_java_itself_says_it_ignores_is_not_dropped_in_silence():
    """Seen with Temurin 25: "Ignoring option ZGenerational; support was removed in 24.0"."""
    (fault,) = faults(RULE, "-XX:+ZGenerational\n", "jvm.options", jdk=25)
    assert (fault.severity, fault.message) == (None, "JDK 25 drops it")


def test_where_the_jdk_is_not_known_what_the_newer_ones_dropped_is_info():
    """11 would still take it."""
    (fault,) = faults(RULE, "-XX:+UseConcMarkSweepGC\n", "jvm.options")
    assert (fault.severity, fault.message) == ("info", "JDK 17 and 21 drop it in silence")


@pytest.mark.parametrize(
    "text",
    [
        "env.java.home: /usr/lib/jvm/java-17-openjdk\nenv.java.opts.taskmanager: -XX:+UseConcMarkSweepGC\n",
        "env.java.home: /opt/jdk17\nenv.java.opts: -XX:+UseConcMarkSweepGC\n",
    ],
)
def test_the_file_itself_may_name_the_jdk(text):
    """By the path of its home."""
    assert [each.severity for each in faults(RULE, text, "config.yaml")] == [None]
