"""The JVM's flags for each JDK, and who wins where two places say something for one end."""

import pytest

from advisor.profile.render.gc_flags import jvm_flags
from advisor.profile.schema.jvm import GcLog, Jvm

LOG = GcLog(dir="/opt/flink/log/", files=5, size="20M")
LOG_FLAG = "-Xlog:gc*:file=/opt/flink/log/gc-%p.log:time,uptime,level,tags:filecount=5,filesize=20M"


@pytest.mark.parametrize(
    ("jvm", "flags"),
    [
        (Jvm(jdk=11), "-XX:+UseG1GC"),
        (Jvm(jdk=11, max_gc_pause_ms=100), "-XX:+UseG1GC -XX:MaxGCPauseMillis=100"),
        (Jvm(jdk=17, gc="parallel", max_gc_pause_ms=50), "-XX:+UseParallelGC -XX:MaxGCPauseMillis=50"),
        (Jvm(jdk=17, gc="zgc"), "-XX:+UseZGC"),
        (Jvm(jdk=21, gc="zgc"), "-XX:+UseZGC -XX:+ZGenerational"),
        (Jvm(jdk=21, gc_log=LOG), f"-XX:+UseG1GC {LOG_FLAG}"),
        (Jvm(jdk=17, flags=("-XX:+AlwaysPreTouch",)), "-XX:+UseG1GC -XX:+AlwaysPreTouch"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_the_flags_of_a_jdk(jvm, flags):
    """ZGC is generational only where the JDK has that and has to be told."""
    assert jvm_flags(jvm, ()) == tuple(flags.split())


def test_zgc_is_given_no_pause_to_aim_at():
    """The flag would be taken and do nothing."""
    assert jvm_flags(Jvm(jdk=21, gc="zgc", max_gc_pause_ms=100), ()) == ("-XX:+UseZGC", "-XX:+ZGenerational")


def test_without_the_section_the_explicit_flags_stay_as_they_are():
    """Whatever they are."""
    assert jvm_flags(None, ("-XX:+UseG1GC", "-Dx=1")) == ("-XX:+UseG1GC", "-Dx=1")


@pytest.mark.parametrize(
    ("explicit", "flags"),
    [
        ("-Dx=1", f"-XX:+UseG1GC -XX:MaxGCPauseMillis=100 {LOG_FLAG} -Dx=1"),
        ("-XX:MaxGCPauseMillis=30", f"-XX:+UseG1GC {LOG_FLAG} -XX:MaxGCPauseMillis=30"),
        ("-XX:+UseZGC -XX:+ZGenerational", f"{LOG_FLAG} -XX:+UseZGC -XX:+ZGenerational"),
        ("-XX:+UseParallelGC", f"{LOG_FLAG} -XX:+UseParallelGC"),
        ("-XX:+UseG1GC", f"-XX:MaxGCPauseMillis=100 {LOG_FLAG} -XX:+UseG1GC"),
        ("-Xlog:gc:stdout", "-XX:+UseG1GC -XX:MaxGCPauseMillis=100 -Xlog:gc:stdout"),
        ("-Xloggc:/tmp/gc.log", "-XX:+UseG1GC -XX:MaxGCPauseMillis=100 -Xloggc:/tmp/gc.log"),
        ("-Xlog:safepoint", f"-XX:+UseG1GC -XX:MaxGCPauseMillis=100 {LOG_FLAG} -Xlog:safepoint"),
    ],
)
def test_an_explicit_flag_wins_over_a_generated_one_for_the_same_end(explicit, flags):
    """So there is never a second collector, pause goal or log; `advisor apply` writes explicit ones."""
    jvm = Jvm(jdk=21, max_gc_pause_ms=100, gc_log=LOG)
    assert jvm_flags(jvm, tuple(explicit.split())) == tuple(flags.split())


def test_a_further_flag_gives_way_to_an_explicit_one_of_its_name():
    """Whatever its value."""
    jvm = Jvm(jdk=17, flags=("-XX:ParallelGCThreads=8", "-XX:+AlwaysPreTouch"))
    found = jvm_flags(jvm, ("-XX:ParallelGCThreads=2", "-XX:-AlwaysPreTouch"))
    assert found == ("-XX:+UseG1GC", "-XX:ParallelGCThreads=2", "-XX:-AlwaysPreTouch")
