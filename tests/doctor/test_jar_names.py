"""What a jar's name says: artifact, version, and the Flink that a connector was built for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.doctor.jars import minor_of, parse_jar

WORD = st.from_regex(r"[a-z]{2,8}", fullmatch=True)
NUMBERS = st.lists(st.integers(0, 99), min_size=2, max_size=4).map(lambda parts: ".".join(map(str, parts)))


@pytest.mark.parametrize(
    ("file", "artifact", "version"),
    [
        ("flink-dist-2.3.0.jar", "flink-dist", "2.3.0"),
        ("flink-scala_2.12-2.3.0.jar", "flink-scala", "2.3.0"),
        ("flink-sql-connector-kafka-5.0.0-2.2.jar", "flink-sql-connector-kafka", "5.0.0-2.2"),
        ("flink-connector-jdbc-3.3.0-1.20-SNAPSHOT.jar", "flink-connector-jdbc", "3.3.0-1.20-SNAPSHOT"),
        ("flink-shaded-hadoop-2-uber-2.8.3-10.0.jar", "flink-shaded-hadoop-2-uber", "2.8.3-10.0"),
        ("log4j-1.2-api-2.25.3.jar", "log4j-1.2-api", "2.25.3"),
        ("guava-31.1-jre.jar", "guava", "31.1-jre"),
        ("mine.jar", "mine", None),
    ],
)
def test_a_name_is_split_where_its_version_begins(file: str, artifact: str, version: str | None) -> None:
    """Both may hold dashes and digits."""
    found = parse_jar(file)
    assert (found.artifact, found.version) == (artifact, version)


@given(st.lists(WORD, min_size=1, max_size=4).map("-".join), NUMBERS, st.none() | NUMBERS)
def test_what_was_put_together_comes_apart_again(artifact: str, version: str, flink: str | None) -> None:
    """Any words, any numbers, with or without Flink's version at the end."""
    whole = version if flink is None else f"{version}-{flink}"
    found = parse_jar(f"{artifact}-{whole}.jar")
    assert (found.artifact, found.version) == (artifact, whole)


@given(st.text(max_size=60))
def test_no_name_is_refused(name: str) -> None:
    """A folder may hold anything."""
    assert parse_jar(name).file == name


@pytest.mark.parametrize(
    ("file", "built_for"),
    [
        ("postgresql-42.7.13.jar", None),
        ("flink-python-2.3.0.jar", None),
        ("flink-connector-files-2.3.0.jar", None),
        ("flink-sql-connector-mysql-cdc-3.1.0.jar", None),
        ("flink-cdc-common-3.1.0.jar", None),
        ("flink-shaded-jackson-2.14.2-17.0.jar", None),
        ("flink-sql-connector-kafka-5.0.0-2.2.jar", "2.2"),
        ("flink-connector-jdbc-core-4.0.0-2.0.jar", "2.0"),
        ("flink-connector-kafka-3.3.0-1.20.jar", "1.20"),
        ("flink-sql-connector-kafka-1.17.2.jar", "1.17.2"),
        ("flink-sql-connector-kafka_2.11-1.13.6.jar", "1.13.6"),
    ],
)
def test_a_connector_says_what_it_was_built_for(file: str, built_for: str | None) -> None:
    """By the end of its version; up to 1.17 by the whole of it. What does not say is not accused."""
    assert parse_jar(file).built_for == built_for


@pytest.mark.parametrize(
    ("file", "own"),
    [
        ("flink-dist-2.3.0.jar", True),
        ("flink-table-planner-loader-2.3.0.jar", True),
        ("flink-s3-fs-hadoop-2.3.0.jar", True),
        ("flink-connector-base-2.3.0.jar", True),
        ("flink-sql-connector-kafka-5.0.0-2.2.jar", False),
        ("flink-shaded-hadoop-2-uber-2.8.3-10.0.jar", False),
        ("flink-doris-connector-1.18-1.6.0.jar", False),
        ("flink-cdc-common-3.1.0.jar", False),
    ],
)
def test_flinks_own_jars_are_those_that_come_in_its_version(file: str, own: bool) -> None:
    """Anything else may be called flink-something, too."""
    assert parse_jar(file).is_flinks_own == own


@pytest.mark.parametrize(
    ("version", "minor"), [("2.3.0", (2, 3)), ("1.20-SNAPSHOT", (1, 20)), ("two", None), ("", None)]
)
def test_major_and_minor_are_compared(version: str, minor: tuple[int, int] | None) -> None:
    """What is no version is none."""
    assert minor_of(version) == minor
