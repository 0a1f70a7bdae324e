"""Cluster, Kafka and database: silent when all is there; each fault planted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from advisor.doctor.seen import Column, Database, Directory, Java, Job, Kafka, NotAsked, Table, Topic
from advisor.model.unknown import Unknown
from tests.doctor.healthy import (
    CLUSTER,
    DATABASE,
    DISTRIBUTION,
    HEALTHY,
    LOOKUP,
    RETRIES,
    TABLE,
    fault_of,
    profile,
    said_of,
    seen,
    states_of,
    task_manager,
)

KAFKA = HEALTHY.kafka
assert isinstance(KAFKA, Kafka)


@pytest.mark.parametrize(
    "check",
    [
        "cluster/checkpoint_directory",
        "cluster/java",
        "cluster/reachable",
        "cluster/same_job",
        "cluster/savepoint_directory",
        "cluster/slots",
        "cluster/version",
        "kafka/consumer_group",
        "kafka/dead_letter_topic",
        "kafka/reachable",
        "kafka/source_topic",
        "database/connections",
        "database/reachable",
        "database/writable",
        "table/columns",
        "table/key",
        "table/privileges",
        "table/there",
    ],
)
def test_all_that_is_there_and_fits_is_ok(check: str) -> None:
    """One mark each."""
    assert states_of(check, HEALTHY) == ["ok"]


@pytest.mark.parametrize("part", ["cluster", "kafka", "database"])
def test_what_does_not_answer_fails_once_and_what_was_not_asked_is_skipped(part: str) -> None:
    """With its own reason."""
    away = seen(**{part: Unknown("host:1 does not answer")})
    assert fault_of(f"{part}/reachable", away).what == "host:1 does not answer"
    not_asked = seen(**{part: NotAsked("left out")})
    assert [(each.state, each.what) for each in said_of(f"{part}/reachable", not_asked)] == [("skipped", "left out")]


@pytest.mark.parametrize(("ours", "state"), [("2.3.0", "ok"), ("2.3.1", "warning"), ("2.2.0", "failed")])
def test_a_client_of_another_flink_is_named(ours: str, state: str) -> None:
    """Of another minor version it builds what the cluster cannot read."""
    assert states_of("cluster/version", seen(distribution=replace(DISTRIBUTION, version=ours))) == [state]


def with_task_managers(*found: Any, **more: Any) -> Any:
    return replace(CLUSTER, task_managers=found, **more)


@pytest.mark.parametrize(
    ("java", "state", "words"),
    [
        (Java("21.0.8", 21), "warning", "not one Java: JobManager 17.0.15, tm-127.0.0.1 21.0.8"),
        (Unknown("its log is gone"), "skipped", "tm-127.0.0.1: its log is gone"),
    ],
)
def test_task_managers_on_another_java_are_named(java: Any, state: str, words: str) -> None:
    """Which one is not known, where the log does not tell."""
    cluster = with_task_managers(replace(task_manager(), java=java))
    assert words in [each.what for each in said_of("cluster/java", seen(cluster=cluster)) if each.state == state]


def test_a_cluster_on_a_java_that_is_too_old_is_named() -> None:
    """It runs, so it is a warning."""
    old = Java("1.8.0_392", 8)
    cluster = with_task_managers(replace(task_manager(), java=old), java=old)
    assert "needs 11" in fault_of("cluster/java", seen(cluster=cluster), "warning").what


def test_slots_count_by_sharing_group() -> None:
    """Operators of one group share; the widest counts."""
    wide = profile(operators={"kafka_source": {"parallelism": 4}, "jdbc_sink": {"parallelism": 3}})
    assert states_of("cluster/slots", seen(profile=wide)) == ["ok"]
    apart = profile(
        operators={"kafka_source": {"parallelism": 4}, "jdbc_sink": {"parallelism": 3, "slot_sharing_group": "sink"}}
    )
    assert fault_of("cluster/slots", seen(profile=apart)).what == "4 of 4 slots free; needs 7"


@pytest.mark.parametrize(
    ("configuration", "free", "state"),
    [
        ({}, 1, "failed"),
        ({"jobmanager.scheduler": "Adaptive"}, 1, "warning"),
        ({"jobmanager.scheduler": "adaptive"}, 0, "failed"),
        ({"kubernetes.cluster-id": "orders"}, 0, "skipped"),
    ],
)
def test_too_few_slots_are_judged_by_what_the_cluster_does_about_it(
    configuration: dict[str, str], free: int, state: str
) -> None:
    """The adaptive scheduler runs with fewer, but not with none; Kubernetes starts TaskManagers."""
    cluster = with_task_managers(task_manager(free=free), configuration=configuration)
    wide = profile(operators={"kafka_source": {"parallelism": 2}})
    assert states_of("cluster/slots", seen(cluster=cluster, profile=wide)) == [state]


def test_a_cluster_without_task_managers_fails() -> None:
    """With where to look."""
    assert "no TaskManager" in fault_of("cluster/slots", seen(cluster=with_task_managers())).what


def test_a_job_of_the_same_name_fails_unless_it_is_replaced() -> None:
    """Then its slots count as free."""
    running = Job("a" * 32, "orders", "RUNNING", 4)
    cluster = with_task_managers(task_manager(free=0), jobs=(running,))
    patient = seen(cluster=cluster)
    assert "a" * 32 in fault_of("cluster/same_job", patient).what
    assert states_of("cluster/slots", patient) == ["failed"]
    replacing = replace(patient, replaces="a" * 32)
    assert states_of("cluster/same_job", replacing) == ["ok"]
    assert said_of("cluster/slots", replacing)[0].what == "4 of 4 slots free, with 4 of the replaced job; needs 1"


CHECKPOINTS = Directory("file:///data/checkpoints", None)


@pytest.mark.parametrize(
    ("kind", "directory", "state"),
    [
        ("checkpoint", None, "failed"),
        ("savepoint", None, "warning"),
        ("checkpoint", replace(CHECKPOINTS, fault="/data: Read-only file system"), "failed"),
        ("savepoint", replace(CHECKPOINTS, fault="/data: Read-only file system"), "failed"),
        ("checkpoint", replace(CHECKPOINTS, fault=NotAsked("it lies elsewhere")), "skipped"),
    ],
)
def test_directories_must_be_set_and_written_to(kind: str, directory: Directory | None, state: str) -> None:
    """What cannot be tried from here is skipped."""
    directories = {} if directory is None else {kind: directory}
    assert states_of(f"cluster/{kind}_directory", seen(directories=directories)) == [state]


def test_a_local_folder_of_several_machines_is_several_folders() -> None:
    """Named, though each can be written."""
    cluster = with_task_managers(task_manager("a"), task_manager("b"))
    assert "each of 2 machines" in fault_of("cluster/checkpoint_directory", seen(cluster=cluster), "warning").what


def test_checkpointing_that_is_off_is_named() -> None:
    """A job may do without; somebody should know."""
    assert states_of("cluster/checkpoint_directory", seen(wanted={})) == ["warning"]


def test_a_topic_that_is_not_there_fails() -> None:
    """The source's and the one for dead letters."""
    patient = seen(kafka=replace(KAFKA, source=Topic("orders", None), dead_letters=Topic("dead", None)))
    assert "'orders'" in fault_of("kafka/source_topic", patient).what
    assert "'dead'" in fault_of("kafka/dead_letter_topic", patient).what


@pytest.mark.parametrize(("readers", "state"), [(4, "ok"), (5, "warning")])
def test_more_subtasks_than_partitions_are_named(readers: int, state: str) -> None:
    """One of five would be idle for good."""
    wide = profile(operators={"kafka_source": {"parallelism": readers}})
    assert states_of("kafka/source_topic", seen(profile=wide)) == [state]


def test_a_group_that_may_not_be_read_fails_with_the_broker_s_reason() -> None:
    """Or an address that the brokers advertise and nobody reaches."""
    patient = seen(kafka=replace(KAFKA, group="Broker: Group authorization failed"))
    assert "Group authorization failed" in fault_of("kafka/consumer_group", patient).what


@pytest.mark.parametrize("reason", ["is a standby", "has default_transaction_read_only on for this user"])
def test_a_server_that_takes_no_writes_fails(reason: str) -> None:
    """Reads would go well."""
    assert reason in fault_of("database/writable", seen(database=replace(DATABASE, read_only=reason))).what


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"used": 87}, "ok"),
        ({"used": 88}, "failed"),
        ({"used": 200}, "failed"),
        ({"user_limit": 12, "user_used": 2}, "ok"),
        ({"user_limit": 12, "user_used": 3}, "failed"),
        ({"database_limit": 17}, "ok"),
        ({"database_limit": 16}, "failed"),
    ],
)
def test_every_subtask_of_the_sink_needs_a_connection(changes: dict[str, int], state: str) -> None:
    """Of 100, less 3 reserved, less what is used; and of what user and database may have."""
    database: Database = replace(DATABASE, **changes)  # type: ignore[arg-type]
    wide = profile(operators={"jdbc_sink": {"parallelism": 10}})
    assert states_of("database/connections", seen(database=database, profile=wide)) == [state]


@pytest.mark.parametrize(("mode", "needed"), [("batch", 3), ("async", 41)])
def test_a_lookup_needs_connections_too(mode: str, needed: int) -> None:
    """Two subtasks: one each, or twenty each where queries are under way at once; and the sink's."""
    looking = profile(lookup={**LOOKUP, "mode": mode}, operators={"lookup": RETRIES})
    (said,) = said_of("database/connections", seen(profile=looking))
    assert said.what.startswith(f"{needed} needed, 90 free")


CUSTOMERS = Table("customers", "r", (Column("id", "text", False), Column("name", "text", True)), (frozenset({"id"}),))


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (Unknown("there is no table 'customers'"), "there is no table"),
        (replace(CUSTOMERS, columns=CUSTOMERS.columns[:1]), "has no column 'name'"),
        (replace(CUSTOMERS, unique_keys=()), "no unique index on (id)"),
        (
            replace(CUSTOMERS, columns=(CUSTOMERS.columns[0], Column("name", "text", True, frozenset({"SELECT"})))),
            "may not read customers.name",
        ),
    ],
)
def test_a_lookup_table_that_does_not_fit_fails(table: Any, words: str) -> None:
    """Silent without a lookup, ok with a table that fits."""
    looking = profile(lookup=LOOKUP, operators={"lookup": RETRIES})
    assert said_of("lookup/usable", HEALTHY) == []
    assert states_of("lookup/usable", seen(profile=looking, lookup=CUSTOMERS)) == ["ok"]
    assert states_of("lookup/usable", seen(profile=looking, lookup=NotAsked("left out"))) == ["skipped"]
    assert words in fault_of("lookup/usable", seen(profile=looking, lookup=table)).what


@pytest.mark.parametrize(("kind", "state"), [("p", "ok"), ("v", "failed"), ("S", "failed")])
def test_the_target_must_be_a_table(kind: str, state: str) -> None:
    """Partitioned ones are."""
    assert states_of("table/there", seen(table=replace(TABLE, kind=kind))) == [state]


def test_a_table_that_is_not_there_fails_once() -> None:
    """What would look into it is skipped."""
    patient = seen(table=Unknown("there is no table 'enriched_orders'"))
    assert "database.table" in fault_of("table/there", patient).hint
    assert {states_of(f"table/{name}", patient)[0] for name in ("columns", "key", "privileges")} == {"skipped"}


def with_column(name: str, /, **changes: Any) -> Any:
    columns = tuple(replace(each, **changes) if each.name == name else each for each in TABLE.columns)
    return seen(table=replace(TABLE, columns=columns))


@pytest.mark.parametrize(
    ("column", "changes", "state", "hint"),
    [
        ("order_id", {"name": "id"}, "failed", "correct database.key"),
        ("event_timestamp", {"name": "ts"}, "failed", "correct database.version"),
        ("event_timestamp", {"type": "text"}, "failed", "TYPE bigint"),
        ("event_timestamp", {"nullable": True}, "failed", "SET NOT NULL"),
        ("source_offset", {"type": "numeric"}, "failed", "TYPE bigint"),
        ("source_offset", {"type": "int4"}, "warning", "TYPE bigint"),
    ],
)
def test_a_column_that_does_not_fit_is_named_with_what_mends_it(
    column: str, changes: dict[str, Any], state: str, hint: str
) -> None:
    """A version in int4 is fine; an offset outgrows it."""
    found = [each for each in said_of("table/columns", with_column(column, **changes)) if each.state == state]
    assert found
    assert hint in found[0].hint


def test_one_column_in_two_roles_is_told_once() -> None:
    """source_offset is version and offset, and must be a number for both."""
    assert len({each.what for each in said_of("table/columns", with_column("source_offset", nullable=True))}) == 1
    assert len(said_of("table/columns", with_column("source_offset", nullable=True))) == 1


@pytest.mark.parametrize("keys", [(), (frozenset({"order_id", "event_timestamp"}),)])
def test_a_key_without_a_unique_index_of_its_own_fails(keys: tuple[frozenset[str], ...]) -> None:
    """An index over more columns does not do for ON CONFLICT."""
    found = fault_of("table/key", seen(table=replace(TABLE, unique_keys=keys)))
    assert "no unique index on (order_id)" in found.what
    assert "CREATE UNIQUE INDEX ON enriched_orders (order_id)" in found.hint


def test_a_key_column_that_is_not_there_is_told_once() -> None:
    """By the check of the columns."""
    patient = with_column("order_id", name="id")
    assert states_of("table/columns", patient) == ["failed"]
    assert states_of("table/key", patient) == ["skipped"]


@pytest.mark.parametrize(
    ("lacks", "column", "state"),
    [
        ({"UPDATE"}, "order_id", "ok"),
        ({"UPDATE"}, "amount", "failed"),
        ({"INSERT"}, "order_id", "failed"),
        ({"SELECT", "INSERT"}, "amount", "failed"),
    ],
)
def test_a_missing_privilege_is_named_with_the_grant(lacks: set[str], column: str, state: str) -> None:
    """Keys are never updated."""
    patient = with_column(column, lacks=frozenset(lacks))
    assert states_of("table/privileges", patient) == [state]
    if state == "failed":
        assert f"({column})" in fault_of("table/privileges", patient).what


def test_no_privilege_at_all_is_said_of_the_table() -> None:
    """Not of each column."""
    columns = tuple(replace(each, lacks=frozenset({"SELECT", "INSERT", "UPDATE"})) for each in TABLE.columns)
    found = fault_of("table/privileges", seen(table=replace(TABLE, columns=columns)))
    assert found.what == "orders lacks SELECT, INSERT, UPDATE on enriched_orders"
    assert found.hint == "GRANT SELECT, INSERT, UPDATE ON enriched_orders TO orders"
