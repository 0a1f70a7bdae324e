"""The GC log as JDK 8 had it."""

import pytest

from tests.lint.lint_builder import faults, told

RULE = "jdk8_gc_log_flag"


def test_unified_logging_is_right():
    """What 9 and later understand."""
    text = "-XX:+UseG1GC\n-Xlog:gc*:file=/opt/gc.log:time,uptime,level,tags:filecount=10,filesize=100M\n"
    assert told(RULE, text, "jvm.options") == []


def test_jdk_8_wants_them():
    """There is no -Xlog yet; the file may name it."""
    assert told(RULE, "-XX:+PrintGCDateStamps\n", "jvm.options", jdk=8) == []
    text = "env.java.home: /usr/lib/jvm/java-1.8.0-openjdk\nenv.java.opts.taskmanager: -XX:+PrintGCDateStamps\n"
    assert told(RULE, text, "flink-conf.yaml") == []


@pytest.mark.parametrize(
    ("flag", "instead"),
    [
        ("-XX:+PrintGCDateStamps", "decorator time"),
        ("-XX:+PrintGCTimeStamps", "decorator uptime"),
        ("-XX:+UseGCLogFileRotation", "filecount=10,filesize=100M"),
        ("-XX:NumberOfGCLogFiles=10", "filecount"),
        ("-XX:GCLogFileSize=100M", "filesize"),
        ("-XX:+PrintTenuringDistribution", "-Xlog:gc+age*=trace"),
        ("-XX:+PrintGCID", "nothing"),
        ("-XX:+PrintClassHistogramBeforeFullGC", "-Xlog:gc+classhisto*=trace"),
        ("-XX:+PrintHeapAtGCExtended", "-Xlog:gc+heap=trace"),
        ("-XX:PrintFLSStatistics=1", "nothing: it was CMS's own"),
        ("-XX:+PrintPLAB", "-Xlog:gc+plab=trace"),
        ("-XX:+G1SummarizeRSetStats", "-Xlog:gc+remset*=trace"),
    ],
)
def test_a_flag_that_is_dropped_is_a_warning_with_what_replaces_it(flag, instead):
    """Flink lets Java ignore what it does not know."""
    (fault,) = faults(RULE, f"{flag}\n", "jvm.options")
    assert fault.severity is None
    assert instead in fault.instead


def test_flags_that_11_understands_as_names_for_xlog_are_gone_with_17():
    """Info where it may be 11."""
    for flag, gone in (("TraceClassLoading", 17), ("PrintSafepointStatistics", 13)):
        told_of = {jdk: faults(RULE, f"-XX:+{flag}\n", "jvm.options", jdk=jdk) for jdk in (8, 11, None, 17)}
        assert told_of[8] == []
        assert [told_of[jdk][0].severity for jdk in (11, None, 17)] == ["info", "info", None]
        assert told_of[11][0].message == "is deprecated since JDK 9, and still works"
        assert told_of[17][0].message == f"is dropped in silence by JDK {gone} and later"


def test_one_that_still_works_is_info():
    """With a warning of the JVM's own."""
    assert [each.severity for each in faults(RULE, "-XX:+PrintGCDetails\n-XX:+PrintGC\n", "jvm.options")] == [
        "info"
    ] * 2


def test_a_log_file_without_rotation_is_a_warning():
    """Xloggc is understood, the rotation beside it is not."""
    assert [each.severity for each in faults(RULE, "-Xloggc:/opt/gc.log\n", "jvm.options")] == [None]


def test_the_first_one_shows_all_of_them_in_one_flag():
    """With the file, the count and the size that were asked for."""
    text = "env.java.opts.taskmanager: -Xloggc:/x/gc.log -XX:NumberOfGCLogFiles=5 -XX:GCLogFileSize=20M\n"
    first, *others = faults(RULE, text, "config.yaml")
    assert "-Xlog:gc*:file=/x/gc.log:time,uptime,level,tags:filecount=5,filesize=20M" in first.instead
    assert not any("all of them together" in each.instead for each in others)


def test_a_log_of_classes_is_no_part_of_the_gcs():
    """One flag for all of the GC's would not write it."""
    text = "-XX:+TraceClassLoading\n-XX:+PrintGCDateStamps\n"
    classes, dates = faults(RULE, text, "jvm.options", jdk=17)
    assert classes.instead == "-Xlog:class+load"
    assert "all of them together" in dates.instead
