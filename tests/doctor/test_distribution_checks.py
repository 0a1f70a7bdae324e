"""Jars and files: silent on a lib/ as it must be; each fault planted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.doctor.seen import ClassPath, Directory, NotAsked
from advisor.model.unknown import Unknown
from tests.doctor.healthy import (
    CLUSTER,
    DISTRIBUTION,
    HEALTHY,
    LIB,
    fault_of,
    jars,
    said_of,
    seen,
    states_of,
    with_jars,
)


@pytest.mark.parametrize(
    "check",
    [
        "classes_twice",
        "configuration_file",
        "connectors",
        "flink_jars",
        "flink_python",
        "jars_twice",
        "jdbc_driver",
        "kafka_connector",
        "there",
    ],
)
def test_a_sound_distribution_is_ok(check: str) -> None:
    """One mark each."""
    assert states_of(f"distribution/{check}", HEALTHY) == ["ok"]


def test_a_connector_of_a_lower_minor_version_is_ok() -> None:
    """5.0.0-2.2 works on 2.3, for which there is none."""
    (said,) = said_of("distribution/connectors", HEALTHY)
    assert "flink-sql-connector-kafka 5.0.0-2.2" in said.what


@pytest.mark.parametrize(
    ("jar", "state"),
    [
        ("flink-sql-connector-kafka-3.4.0-1.20.jar", "failed"),
        ("flink-sql-connector-kafka-1.17.2.jar", "failed"),
        ("flink-sql-connector-kafka-6.0.0-2.4.jar", "warning"),
    ],
)
def test_a_connector_of_another_flink_is_named(jar: str, state: str) -> None:
    """Another major version fails; a later minor one may work."""
    found = fault_of("distribution/connectors", with_jars(jar, without="flink-sql-connector-kafka"), state)
    assert jar in found.what
    assert "2.3.0" in found.what
    assert "-2.3" in found.hint


def test_connectors_of_flink_2_fail_on_1_20() -> None:
    """All three of them."""
    patient = seen(class_paths=(ClassPath("lib/", "1.20.1", LIB),))
    assert states_of("distribution/connectors", patient) == ["failed"] * 3


def test_a_jar_in_two_versions_is_named_with_both() -> None:
    """An upgrade that left the old one."""
    found = fault_of("distribution/jars_twice", with_jars("flink-sql-connector-kafka-4.0.1-2.0.jar"))
    assert "flink-sql-connector-kafka-5.0.0-2.2.jar and flink-sql-connector-kafka-4.0.1-2.0.jar" in found.what


@pytest.mark.parametrize(
    ("part", "state"),
    [
        ("flink-connector-base-2.3.0.jar", "failed"),
        ("flink-connector-kafka-5.0.0-2.2.jar", "failed"),
        ("flink-table-planner_2.12-2.3.0.jar", "failed"),
        ("kafka-clients-4.1.0.jar", "warning"),
    ],
)
def test_a_part_beside_the_whole_is_named(part: str, state: str) -> None:
    """The whole holds it; Kafka's client is in it under other names, so that one is only needless."""
    found = fault_of("distribution/jars_twice", with_jars(part), state)
    assert found.hint == f"remove {part}"


def test_a_jar_of_flinks_own_of_another_version_is_named() -> None:
    """Left over from before the upgrade."""
    patient = with_jars("flink-python-2.2.0.jar", without="flink-python")
    assert "flink-python-2.2.0.jar beside Flink 2.3.0" in fault_of("distribution/flink_jars", patient).what


def test_the_cluster_s_jars_are_judged_apart_from_the_client_s() -> None:
    """They may be on two machines, and only one be wrong."""
    theirs = ClassPath("the cluster's lib/", "2.3.0", tuple(each for each in LIB if "kafka" not in each.file))
    patient = seen(class_paths=(ClassPath("lib/ of this machine", "2.3.0", LIB), theirs))
    assert states_of("distribution/kafka_connector", patient) == ["ok", "failed"]
    assert "the cluster's lib/" in fault_of("distribution/kafka_connector", patient).what


def test_a_kafka_connector_in_parts_is_ok_when_it_has_all_of_them() -> None:
    """Else what is missing is named."""
    parts = ("flink-connector-kafka-5.0.0-2.2.jar", "kafka-clients-4.1.0.jar")
    lacking = with_jars(*parts, without="flink-sql-connector-kafka")
    assert "flink-connector-base" in fault_of("distribution/kafka_connector", lacking).what
    whole = with_jars(*parts, "flink-connector-base-2.3.0.jar", without="flink-sql-connector-kafka")
    assert states_of("distribution/kafka_connector", whole) == ["ok"]


def test_a_missing_kafka_connector_fails_unless_the_job_may_bring_it() -> None:
    """What pipeline.jars names is not looked into."""
    patient = with_jars(without="flink-sql-connector-kafka")
    assert "flink-sql-connector-kafka" in fault_of("distribution/kafka_connector", patient).hint
    assert states_of("distribution/kafka_connector", replace(patient, wanted={"pipeline.jars": "a"})) == ["skipped"]


def test_flink_python_in_opt_is_ok_unless_pipeline_jars_drops_it() -> None:
    """`flink run` adds it, and pipeline.jars replaces what was added."""
    patient = with_jars(without="flink-python")
    in_opt = replace(patient, distribution=replace(patient.distribution, opt=jars("flink-python-2.3.0.jar")))  # type: ignore[type-var]
    assert states_of("distribution/flink_python", in_opt) == ["ok"]
    assert "pipeline.jars" in fault_of("distribution/flink_python", replace(in_opt, wanted={"pipeline.jars": "a"})).what
    assert "neither" in fault_of("distribution/flink_python", patient).what


def test_classes_in_two_jars_are_named_with_an_example() -> None:
    """Found by the look, see test_distribution_look."""
    twice = (("a.jar", "b.jar", 12, "org.example.Thing"),)
    patient = seen(distribution=replace(DISTRIBUTION, twice=twice))
    assert "a.jar and b.jar share 12 classes" in fault_of("distribution/classes_twice", patient, "warning").what


@pytest.mark.parametrize(
    ("version", "files", "state"),
    [
        ("2.3.0", ("config.yaml",), "ok"),
        ("2.3.0", ("config.yaml", "flink-conf.yaml"), "failed"),
        ("2.0.0", ("flink-conf.yaml",), "failed"),
        ("1.20.1", ("config.yaml",), "ok"),
        ("1.20.1", ("flink-conf.yaml",), "ok"),
        ("1.19.0", ("config.yaml", "flink-conf.yaml"), "failed"),
        ("1.18.1", ("flink-conf.yaml",), "ok"),
        ("1.18.1", ("config.yaml", "flink-conf.yaml"), "failed"),
        ("2.3.0", ("masters",), "failed"),
    ],
)
def test_the_file_that_is_not_read_is_named(version: str, files: tuple[str, ...], state: str) -> None:
    """Each Flink by its own rule."""
    patient = seen(distribution=replace(DISTRIBUTION, version=version, files=files))
    assert states_of("distribution/configuration_file", patient) == [state]


@pytest.mark.parametrize("missing", ["postgresql", "flink-connector-jdbc-postgres"])
def test_a_jdbc_connector_without_driver_or_dialect_is_named(missing: str) -> None:
    """It fails when the job is built or when it connects."""
    assert missing in fault_of("distribution/jdbc_driver", with_jars(without=missing), "warning").hint


def test_nothing_is_said_of_jdbc_where_there_is_none() -> None:
    """The templates write through Python."""
    patient = seen(class_paths=(ClassPath("lib/", "2.3.0", jars("flink-dist-2.3.0.jar")),))
    assert said_of("distribution/jdbc_driver", patient) == []


def test_an_old_flink_and_none_at_all_fail() -> None:
    """1.17 is older than what the templates run on."""
    assert "1.18" in fault_of("distribution/there", seen(distribution=replace(DISTRIBUTION, version="1.17.2"))).hint
    patient = seen(distribution=Unknown("there is no Flink on this machine"))
    assert "FLINK_HOME" in fault_of("distribution/there", patient).hint
    assert states_of("distribution/configuration_file", patient) == ["skipped"]


def test_a_filesystem_without_its_plugin_is_named() -> None:
    """Silent on file:; a plugin in plugins/ is found by its jar, whatever its folder is called."""
    assert said_of("distribution/filesystem_plugin", HEALTHY) == []
    patient = seen(
        wanted={"execution.checkpointing.dir": "s3://bucket/checkpoints"},
        directories={"checkpoint": Directory("s3://bucket/checkpoints", NotAsked("not looked at"))},
    )
    assert "mkdir plugins/s3" in fault_of("distribution/filesystem_plugin", patient).hint
    with_plugin = replace(DISTRIBUTION, plugins=jars("flink-s3-fs-presto-2.3.0.jar"))
    assert states_of("distribution/filesystem_plugin", replace(patient, distribution=with_plugin)) == ["ok"]
    elsewhere = replace(patient, cluster=replace(CLUSTER, is_here=False))
    assert states_of("distribution/filesystem_plugin", elsewhere) == ["skipped"]
