"""Flags that no JDK knows."""

import pytest

from tests.lint.lint_builder import faults, told

RULE = "unknown_jvm_flag"


@pytest.mark.parametrize(
    "flag",
    ["-XX:+UseG1GC", "-XX:Flags=.hotspotrc", "-Xmx2g", "-Dkey=value", "-XX:MaxPermSize=1g", "-XX:OnOutOfMemoryError=x"],
)
def test_what_any_jdk_knows_or_knew_has_another_rule(flag):
    """And what is no -XX flag has none."""
    assert told(RULE, f"-server\n{flag}\n-XX:+UseG1GC\n", "jvm.options") == []


def test_a_jdk_that_is_not_listed_is_not_judged():
    """It may have new ones."""
    assert told(RULE, "-XX:+UseFutureGC\n", "jvm.options", jdk=26) == []


def test_a_misspelt_one_gets_the_nearest():
    """Dropped in silence."""
    (fault,) = faults(RULE, "-XX:MaxGCPauseMilis=100\n", "jvm.options")
    assert (fault.severity, fault.instead) == (None, "MaxGCPauseMillis (is this what was meant?)")


def test_one_like_no_other_is_info():
    """Another vendor's JVM may know it."""
    (fault,) = faults(RULE, "-XX:+FrobnicateQuickly\n", "jvm.options")
    assert fault.severity == "info"
