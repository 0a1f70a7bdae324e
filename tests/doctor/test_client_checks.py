"""This machine, the profile and the Pythons: silent when all fits; each fault planted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from advisor.doctor.seen import Directory, Java, Machine, NotAsked, Password, Python, Pythons
from advisor.model.unknown import Unknown
from tests.doctor.healthy import (
    CLUSTER,
    DATABASE,
    DISTRIBUTION,
    HEALTHY,
    JAVA,
    LOOKUP,
    RETRIES,
    fault_of,
    interpreter,
    profile,
    pythons,
    said_of,
    seen,
    states_of,
    task_manager,
    with_jars,
)

ELSEWHERE = replace(CLUSTER, is_here=False, task_managers=(task_manager("10.0.0.7", here=False),))
NO_CLUSTER = NotAsked("no cluster was named")
JDK_8_LOG = "-XX:+PrintGCDetails -XX:+PrintGCDateStamps -Xloggc:/var/log/gc.log -XX:+UseGCLogFileRotation"


@pytest.mark.parametrize(
    "check",
    [
        "machine/clocks",
        "machine/java",
        "machine/password",
        "profile/addresses",
        "profile/flink_version",
        "profile/jvm_flags",
        "python/versions",
    ],
)
def test_a_sound_client_is_ok(check: str) -> None:
    """One mark each."""
    assert states_of(check, HEALTHY) == ["ok"]


@pytest.mark.parametrize("check", ["python/interpreters", "python/packages", "python/pyflink"])
def test_both_sound_pythons_are_ok(check: str) -> None:
    """Client and worker."""
    assert states_of(check, HEALTHY) == ["ok", "ok"]


@pytest.mark.parametrize(
    ("java", "flink", "state"),
    [
        (Java("11.0.2", 11), "2.3.0", "ok"),
        (Java("21.0.8", 21), "2.3.0", "ok"),
        (Java("1.8.0_392", 8), "1.20.1", "ok"),
        (Java("odd", None), "2.3.0", "ok"),
        (Java("1.8.0_392", 8), "2.3.0", "failed"),
        (Java("25", 25), "2.3.0", "warning"),
    ],
)
def test_java_must_be_one_that_flink_runs_on(java: Java, flink: str, state: str) -> None:
    """2.0 dropped Java 8; nothing newer than 21 has been tried."""
    patient = seen(machine=replace(HEALTHY.machine, java=java), distribution=replace(DISTRIBUTION, version=flink))
    assert states_of("machine/java", patient) == [state]


def test_no_java_fails() -> None:
    """With what to install."""
    patient = seen(machine=replace(HEALTHY.machine, java=Unknown("there is no java on the PATH")))
    assert "JAVA_HOME" in fault_of("machine/java", patient).hint


@pytest.mark.parametrize(("offset", "states"), [(1.9, ["ok"]), (-30.0, ["warning"]), (30.0, ["warning"])])
def test_a_clock_that_is_off_is_named_with_its_direction(offset: float, states: list[str]) -> None:
    """The database's is exact, the JobManager's good to a second."""
    patient = seen(database=replace(DATABASE, clock_offset=offset))
    assert states_of("machine/clocks", patient) == states
    if states == ["warning"]:
        said = fault_of("machine/clocks", patient, "warning").what
        assert f"the database is 30.0 s {'ahead of' if offset > 0 else 'behind'}" in said


def test_clocks_that_cannot_be_read_are_skipped_with_the_reason() -> None:
    """A JobManager without its web page; brokers and TaskManagers of other machines; nobody at all."""
    mute = replace(CLUSTER, clock_offset=Unknown("serves no web page"))
    assert states_of("machine/clocks", seen(cluster=mute)) == ["ok", "skipped"]
    assert states_of("machine/clocks", seen(cluster=ELSEWHERE)) == ["ok", "skipped"]
    assert states_of("machine/clocks", seen(cluster=NO_CLUSTER, database=Unknown("away"))) == ["skipped"]


@pytest.mark.parametrize(
    ("password", "state"),
    [
        (Password("/run/secrets/p", mode=0o640), "ok"),
        (Password("/run/secrets/p", mode=0o644), "warning"),
        (Password("/run/secrets/p", "cannot be read (No such file or directory)"), "failed"),
        (Password("$PGPASSWORD", "is not set"), "failed"),
        (Password("$PGPASSWORD", "is empty"), "failed"),
    ],
)
def test_the_password_must_be_there_and_not_for_everybody(password: Password, state: str) -> None:
    """A group may read it: that is how containers share one."""
    assert states_of("machine/password", seen(machine=Machine(JAVA, password), cluster=NO_CLUSTER)) == [state]


def test_the_password_on_other_machines_is_not_said_to_be_ok() -> None:
    """It cannot be told from here."""
    assert states_of("machine/password", seen(cluster=ELSEWHERE)) == ["ok", "skipped"]
    variable = Machine(JAVA, Password("$PGPASSWORD"))
    assert states_of("machine/password", seen(machine=variable)) == ["ok", "skipped"]
    assert states_of("machine/password", seen(machine=variable, cluster=NO_CLUSTER)) == ["ok"]


@pytest.mark.parametrize(("major", "states"), [(8, ["ok"]), (17, ["failed"])])
def test_flags_that_the_cluster_s_jdk_drops_are_named_with_what_replaces_them(major: int, states: list[str]) -> None:
    """Flink hides the JVM's own complaint."""
    patient = seen(
        profile=profile(flink={"env.java.opts.taskmanager": JDK_8_LOG}),
        cluster=replace(CLUSTER, java=Java(str(major), major)),
    )
    assert states_of("profile/jvm_flags", patient) == states
    if states == ["failed"]:
        found = fault_of("profile/jvm_flags", patient)
        assert "PrintGCDateStamps, UseGCLogFileRotation" in found.what
        assert "-Xlog:gc*:file=/var/log/gc.log" in found.hint


def test_flags_of_the_section_jvm_and_of_the_cluster_are_judged_too() -> None:
    """What runs is what both say."""
    by_section = seen(profile=profile(jvm={"jdk": 17, "flags": ("-XX:+AggressiveOpts",)}))
    assert "AggressiveOpts" in fault_of("profile/jvm_flags", by_section).what
    by_cluster = seen(cluster=replace(CLUSTER, configuration={"env.java.opts.all": "-XX:+UseConcMarkSweepGC"}))
    assert "env.java.opts.all" in fault_of("profile/jvm_flags", by_cluster).what


def test_without_a_cluster_this_machine_s_jdk_judges_and_without_any_nothing_does() -> None:
    """Nothing is ok because it is not known."""
    patient = seen(cluster=NO_CLUSTER, profile=profile(flink={"env.java.opts.taskmanager": JDK_8_LOG}))
    assert states_of("profile/jvm_flags", patient) == ["failed"]
    assert states_of("profile/jvm_flags", seen(cluster=replace(CLUSTER, java=Unknown("odd")))) == ["skipped"]


def test_localhost_fails_when_task_managers_run_elsewhere() -> None:
    """There it is that machine; a name that all know is fine."""
    assert [each.what.split()[0] for each in said_of("profile/addresses", seen(cluster=ELSEWHERE))] == [
        "kafka.bootstrap_servers",
        "database.host",
    ]
    named = profile(kafka={"bootstrap_servers": "broker:9092"}, database={"host": "db"})
    assert states_of("profile/addresses", seen(cluster=ELSEWHERE, profile=named)) == ["ok"]
    assert states_of("profile/addresses", seen(cluster=replace(CLUSTER, task_managers=()))) == ["skipped"]


def test_a_folder_for_the_gc_log_that_is_not_there_fails() -> None:
    """Nothing is said without a log; what lies elsewhere is skipped."""
    assert said_of("profile/gc_log", HEALTHY) == []
    folder = Directory("/var/log/flink", None)
    assert states_of("profile/gc_log", seen(directories={"gc log": folder})) == ["ok"]
    elsewhere = replace(folder, fault=NotAsked("it lies on the machines of the cluster"))
    assert states_of("profile/gc_log", seen(directories={"gc log": elsewhere})) == ["skipped"]
    missing = replace(folder, fault="there is no such folder")
    assert "mkdir -p /var/log/flink" in fault_of("profile/gc_log", seen(directories={"gc log": missing})).hint


def test_a_profile_for_another_flink_fails() -> None:
    """Its rendered files are for another one."""
    patient = seen(profile=profile(deployment={"flink_version": "1.20.1"}))
    assert "deployment.flink_version: 2.3.0" in fault_of("profile/flink_version", patient).hint


def test_an_interpreter_that_is_not_there_fails_for_its_role() -> None:
    """With the setting that names it."""
    gone = Unknown("cannot be run (No such file or directory)")
    assert "python.executable" in fault_of("python/interpreters", seen(python=pythons(worker=gone))).hint
    found = fault_of("python/interpreters", seen(python=pythons(client=gone)))
    assert "/venv/bin/python (python.client.executable) cannot be run" in found.what
    assert "python.client_executable" in found.hint


@pytest.mark.parametrize("check", ["interpreters", "packages", "versions"])
def test_a_worker_out_of_sight_is_skipped(check: str) -> None:
    """Never taken for ok."""
    assert "skipped" in states_of(f"python/{check}", seen(python=pythons(worker=NotAsked("elsewhere"))))
    assert "failed" not in states_of(f"python/{check}", seen(python=pythons(worker=NotAsked("elsewhere"))))


def test_pythons_of_two_minor_versions_fail() -> None:
    """Two patch versions of one do not matter."""
    assert "3.12.1" in fault_of("python/versions", seen(python=pythons(worker=interpreter("3.12.1")))).what
    assert states_of("python/versions", seen(python=pythons(worker=interpreter("3.11.1")))) == ["ok"]


def test_a_python_that_the_wheel_does_not_support_fails() -> None:
    """By what the wheel itself says."""
    patient = seen(python=pythons(interpreter("3.13.0"), interpreter("3.13.0")))
    assert states_of("python/versions", patient) == ["failed", "failed"]
    assert "Python 3.12" in said_of("python/versions", patient)[0].hint


@pytest.mark.parametrize(
    ("wheel", "state"), [("2.3.0", "ok"), ("2.3.1", "warning"), ("2.2.0", "failed"), ("1.20.1", "failed")]
)
def test_the_wheel_must_be_of_the_cluster_s_minor_version(wheel: str, state: str) -> None:
    """A patch version may differ."""
    odd = interpreter()
    odd = replace(odd, packages={**odd.packages, "apache-flink": wheel})
    assert states_of("python/pyflink", seen(python=pythons(client=odd))) == [state, "ok"]


def test_a_python_that_cannot_import_pyflink_fails() -> None:
    """With the line that installs it."""
    patient = seen(python=pythons(worker=interpreter(without="apache-flink", pyflink="ModuleNotFoundError: no")))
    found = fault_of("python/pyflink", patient)
    assert "/venv/bin/python -m pip install apache-flink==2.3.0" in found.hint


@pytest.mark.parametrize("missing", ["psycopg2-binary", "orjson", "tenacity"])
def test_a_package_that_the_workers_lack_fails(missing: str) -> None:
    """The driver among them, which may also be the one built from source."""
    patient = seen(python=pythons(worker=interpreter(without=missing)))
    assert fault_of("python/packages", patient).hint == f"/venv/bin/python -m pip install {missing}"
    built = interpreter(without=missing)
    built = replace(built, packages={**built.packages, "psycopg2": "2.9.13"})
    assert states_of("python/packages", seen(python=pythons(worker=built)))[1] == (
        "ok" if missing == "psycopg2-binary" else "failed"
    )


def test_what_a_lookup_remembers_with_is_needed_by_jobs_that_look_up() -> None:
    """By them alone."""
    without = pythons(worker=interpreter(without="cachetools"))
    looking = profile(lookup=LOOKUP, operators={"lookup": RETRIES})
    assert states_of("python/packages", seen(python=without)) == ["ok", "ok"]
    found = fault_of("python/packages", seen(python=without, profile=looking))
    assert found.hint == "/venv/bin/python -m pip install cachetools"


def test_packages_that_the_task_managers_install_are_skipped() -> None:
    """python.requirements names them."""
    patient = seen(
        profile=profile(python={"requirements": "requirements.txt"}),
        python=pythons(worker=interpreter(without="orjson")),
    )
    assert states_of("python/packages", patient) == ["ok", "skipped"]


def thread_mode(**changes: Any) -> list[str]:
    patient = replace(with_jars(), **changes)
    return states_of("python/thread_mode", replace(patient, wanted={"python.execution-mode": "thread"}))


def test_thread_mode_needs_flink_python_in_lib_and_pemja() -> None:
    """Nothing is said in process mode."""
    assert said_of("python/thread_mode", HEALTHY) == []
    assert thread_mode() == ["ok", "ok"]
    in_opt = with_jars(without="flink-python")
    assert thread_mode(class_paths=in_opt.class_paths) == ["failed", "ok"]
    assert thread_mode(python=pythons(worker=interpreter(without="pemja"))) == ["ok", "failed"]
    assert thread_mode(python=pythons(worker=NotAsked("elsewhere"))) == ["ok", "skipped"]


def test_the_executable_is_named_as_it_was_found() -> None:
    """Whoever reads it must know which of several Pythons it was."""
    python = Python("/odd/python", "python.executable", interpreter())
    said = said_of("python/interpreters", seen(python=Pythons(python, python)))
    assert all("/odd/python" in each.what for each in said)
