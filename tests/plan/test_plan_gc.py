"""The collector and its flags: first when they are left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.diagnose.context import Context
from advisor.measure.machines import CollectorMeasure
from advisor.model.machines import JvmSample
from advisor.model.settings import JobSettings
from advisor.model.unknown import Unknown
from advisor.plan.gc import OPTIONS, plan_gc
from advisor.plan.jvm_flags import does_nothing, modernise, unified_log, with_collector
from advisor.plan.recommendation import Patch
from tests.builders import Op, context, machine, observe

JOB = (Op("source", 0.3), Op("sink", 0.4))
G1 = "-XX:+UseG1GC -XX:MaxGCPauseMillis=100"
# What many a guide still tells people to set.
JDK_8_LOG = (
    "-XX:+PrintGCDetails -XX:+PrintGCDateStamps -Xloggc:/opt/flink/log/gc.log "
    "-XX:+UseGCLogFileRotation -XX:NumberOfGCLogFiles=10 -XX:GCLogFileSize=100M"
)
XLOG = "-Xlog:gc*:file=/opt/flink/log/gc.log:time,uptime,level,tags:filecount=10,filesize=100M"


def seen(
    options: str | None = None,
    jdk: int | None = 17,
    settings: JobSettings | None = None,
    elsewhere: dict[str, str] | None = None,
    **gc: object,
) -> Context:
    configuration = {**({OPTIONS: options} if options is not None else {}), **(elsewhere or {})}
    jvm = JvmSample("OpenJDK", jdk)
    machines = machine(**gc)  # type: ignore[arg-type]
    return context(observe(*JOB, machines=machines, configuration=configuration, jvm=jvm), settings)


def collecting(found: Context, *collectors: CollectorMeasure, heap_gb: float = 0.5) -> Context:
    """The same with other collectors, as another JVM has them."""
    machines = found.job.machines
    assert not isinstance(machines, Unknown)
    other = replace(machines[0], collectors=collectors, heap_max_bytes=heap_gb * (1 << 30))
    return replace(found, job=replace(found.job, machines=(other,)))


def proposed(found: Context) -> str | None:
    recommendations = plan_gc(found)
    assert len(recommendations) <= 1
    return str(recommendations[0].proposed) if recommendations else None


PARALLEL = (CollectorMeasure("PS_Scavenge", 20.0, 900.0), CollectorMeasure("PS_MarkSweep", 3.0, 9000.0))


# What is left alone


def test_a_healthy_machine_keeps_its_flags() -> None:
    """Whatever its collector."""
    assert proposed(collecting(seen(G1), CollectorMeasure("PS_Scavenge", 20.0, 300.0))) is None


def test_flags_that_do_what_they_say_are_left_alone() -> None:
    """A unified log on JDK 17, the old one on JDK 8."""
    assert proposed(seen(f"{G1} {XLOG}")) is None
    assert proposed(seen(f"{G1} {JDK_8_LOG}", jdk=8)) is None


def test_a_plain_old_log_still_works() -> None:
    """JDK 9 and later understand -Xloggc and PrintGCDetails, with a warning."""
    assert proposed(seen("-XX:+UseG1GC -XX:+PrintGCDetails -Xloggc:gc.log")) is None


def test_flags_without_a_collector_are_left_alone() -> None:
    """What the JVM takes works."""
    assert proposed(seen("-Dx=y")) is None
    assert proposed(seen()) is None


def test_flags_that_nobody_knows_are_left_alone() -> None:
    """They may be of another vendor's JVM."""
    assert proposed(seen("-XX:+UseG1GC -XX:+SomethingOfOurs -Dx=y")) is None


def test_without_the_jdk_no_flag_is_valid() -> None:
    """It was not read, or its version says nothing."""
    assert proposed(seen(JDK_8_LOG, jdk=None)) is None
    unread = context(observe(*JOB, machines=machine(), configuration={OPTIONS: JDK_8_LOG}))
    assert proposed(unread) is None


def test_flags_that_were_not_read_are_not_replaced() -> None:
    """They would be lost."""
    unread = context(observe(*JOB, machines=machine(), jvm=JvmSample("OpenJDK", 17)))
    assert proposed(collecting(unread, *PARALLEL)) is None


def test_g1_that_collects_often_wants_memory_not_flags() -> None:
    """The heap is another step's."""
    assert proposed(seen(G1, gc_ratio=0.3, young=60)) is None


def test_what_the_profile_has_already_only_waits_for_its_deployment() -> None:
    """The cluster still runs with the old flags."""
    settings = JobSettings(flink={OPTIONS: f"{G1} {XLOG}"}, from_profile=True)
    assert proposed(seen(f"{G1} {JDK_8_LOG}", settings=settings)) is None


# What is changed


@pytest.mark.parametrize("jdk", [11, 17, 21])
def test_the_log_flags_of_jdk_8_give_way_to_xlog(jdk: int) -> None:
    """With the file, the number and the size that they asked for; those that do nothing are named."""
    (found,) = plan_gc(seen(f"{G1} {JDK_8_LOG}", jdk=jdk))
    assert found.proposed == f"{G1} {XLOG}"
    assert found.because == (
        f"PrintGCDateStamps, UseGCLogFileRotation, NumberOfGCLogFiles, GCLogFileSize do nothing on JDK {jdk}"
    )
    assert (found.setting, found.operator, found.change_class) == (OPTIONS, None, "restart_from_savepoint")


def test_the_patch_changes_what_the_profile_says() -> None:
    """The profile goes before the cluster: it is what will be deployed."""
    settings = JobSettings(flink={OPTIONS: f"{G1} {JDK_8_LOG}"}, from_profile=True)
    (found,) = plan_gc(seen("-XX:+UseG1GC", settings=settings))
    assert found.patch == Patch(f"flink.{OPTIONS}", f"{G1} {JDK_8_LOG}", f"{G1} {XLOG}")


def test_flags_that_the_profiles_jvm_section_stands_for_are_kept_in_the_patch() -> None:
    """What a patch writes under `flink` wins over that section: a goal or a flag of it would be lost else."""
    settings = JobSettings(flink_generated={OPTIONS: f"{G1} -XX:+AlwaysPreTouch {JDK_8_LOG}"}, from_profile=True)
    (found,) = plan_gc(seen("-XX:+UseParallelGC", settings=settings))
    assert found.current == f"{G1} -XX:+AlwaysPreTouch {JDK_8_LOG}"
    assert found.patch == Patch(f"flink.{OPTIONS}", None, f"{G1} -XX:+AlwaysPreTouch {XLOG}")


def test_a_jvm_section_that_has_it_already_only_waits_for_its_deployment() -> None:
    """A cluster on the Parallel collector, and a profile that chose G1 since."""
    settings = JobSettings(flink_generated={OPTIONS: G1}, from_profile=True)
    found = collecting(seen("-XX:+UseParallelGC", settings=settings, gc_ratio=0.3, young=60), *PARALLEL)
    assert proposed(found) is None


def test_flags_that_apply_to_all_processes_are_never_rewritten() -> None:
    """env.java.opts.all holds the --add-opens; its dead flags are named, and the log goes to the TaskManagers'."""
    (found,) = plan_gc(
        seen(elsewhere={"env.java.opts.all": f"--add-opens=java.base/java.lang=ALL-UNNAMED {JDK_8_LOG}"})
    )
    assert found.setting == OPTIONS
    assert found.proposed == f"-XX:+UseG1GC {XLOG}"
    assert "(in env.java.opts.all: take them out by hand, and leave its --add-opens)" in found.because


def test_a_collector_that_is_gone_gives_way_to_g1() -> None:
    """CMS on JDK 17: the flag is ignored, and what the JVM takes instead depends on the machine."""
    (found,) = plan_gc(seen("-XX:+UseConcMarkSweepGC -XX:CMSInitiatingOccupancyFraction=70 -Dx=y"))
    assert found.proposed == "-XX:+UseG1GC -Dx=y"
    assert found.because == "UseConcMarkSweepGC, CMSInitiatingOccupancyFraction do nothing on JDK 17"
    assert proposed(seen("-XX:+UseConcMarkSweepGC -Dx=y", jdk=11)) is None


@pytest.mark.parametrize("jdk", [8, 11, 17, 21])
def test_long_pauses_of_a_collector_that_works_in_one_go_want_g1(jdk: int) -> None:
    """Every JDK has it; another collector's flag must go, or the JVM does not start."""
    found = collecting(seen("-XX:+UseParallelGC -Dx=y", jdk=jdk), *PARALLEL)
    (recommendation,) = plan_gc(found)
    assert recommendation.proposed == f"{G1} -Dx=y"
    assert recommendation.because == (
        "tm-1 stops 3.0 s for a collection with the Parallel collector, which does all its work in one go"
    )


def test_the_jvm_takes_serial_on_a_small_machine() -> None:
    """One core, or little memory, and flags that name no collector."""
    found = collecting(
        seen("-Dx=y"), CollectorMeasure("Copy", 9.0, 500.0), CollectorMeasure("MarkSweepCompact", 2.0, 4e3)
    )
    assert proposed(found) == f"{G1} -Dx=y"


@pytest.mark.parametrize(
    ("jdk", "expected"),
    [(17, None), (21, "-XX:+UseZGC -XX:+ZGenerational"), (25, "-XX:+UseZGC")],
)
def test_a_large_heap_may_have_generational_zgc_where_there_is_one(jdk: int, expected: str | None) -> None:
    """JDK 21 has to be asked for the generations, 23 no longer, 17 has none."""
    slow = CollectorMeasure("G1_Young_Generation", 3.0, 5000.0)
    assert proposed(collecting(seen("-XX:+UseG1GC", jdk=jdk), slow, heap_gb=16)) == expected
    assert proposed(collecting(seen("-XX:+UseG1GC", jdk=jdk), slow, heap_gb=4)) is None


# The flags themselves


def test_a_log_without_a_file_went_to_standard_output() -> None:
    """And still does."""
    assert unified_log(("-XX:+PrintGCDateStamps",)) == "-Xlog:gc*:stdout:time,uptime,level,tags"


def test_a_unified_log_that_is_there_is_not_doubled() -> None:
    """Only what does nothing goes."""
    found = modernise((XLOG, "-XX:+PrintGCDateStamps"), 17)
    assert (found.flags, found.dead, found.log) == ((XLOG,), ("PrintGCDateStamps",), None)


@pytest.mark.parametrize(
    ("flag", "jdk", "nothing"),
    [
        ("UseConcMarkSweepGC", 11, False),
        ("UseConcMarkSweepGC", 14, True),
        ("MaxPermSize", 8, True),
        ("UseG1GC", 21, False),
        ("UseZGC", 8, True),
        ("UseZGC", 17, False),
        ("ZGenerational", 17, True),
        ("ZGenerational", 21, False),
        ("ZGenerational", 25, True),
        ("UseGCLogFileRotation", 8, False),
        ("UseGCLogFileRotation", 9, True),
    ],
)
def test_each_flag_has_its_time(flag: str, jdk: int, nothing: bool) -> None:
    """As the JDKs themselves answer."""
    assert does_nothing(flag, jdk) is nothing


def test_one_collector_takes_the_place_of_another() -> None:
    """A pause goal that was set goes with it, other flags stay."""
    flags = ("-XX:+UseSerialGC", "-Da=b", "-XX:MaxGCPauseMillis=500")
    assert with_collector(flags, "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=100") == (*G1.split(), "-Da=b")
