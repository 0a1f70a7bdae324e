"""A patient in good health, as it was seen; tests plant one fault each with `dataclasses.replace`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from advisor.doctor.examine import all_checks, judge
from advisor.doctor.jars import Jar, parse_jar
from advisor.doctor.outcome import Outcome
from advisor.doctor.seen import (
    ClassPath,
    Cluster,
    Column,
    Database,
    Directory,
    Distribution,
    Interpreter,
    Java,
    Kafka,
    Machine,
    NotAsked,
    Password,
    Python,
    Pythons,
    Seen,
    Table,
    TaskManager,
    Topic,
)
from advisor.profile.profile import load_profile
from advisor.profile.render import flink_conf
from advisor.profile.schema import Profile

JAVA = Java("17.0.15", 17)
PACKAGES = {
    "apache-flink": "2.3.0",
    "pemja": "0.5.7",
    "psycopg2-binary": "2.9.13",
    "psycopg2": None,
    "orjson": "3.11.0",
    "tenacity": "9.1.2",
    "cachetools": "7.0.0",
    "pydantic": "2.12.0",
    "pyyaml": "6.0.3",
}


def jars(*files: str) -> tuple[Jar, ...]:
    return tuple(map(parse_jar, files))


LIB = jars(
    "flink-connector-files-2.3.0.jar",
    "flink-connector-jdbc-core-4.0.0-2.0.jar",
    "flink-connector-jdbc-postgres-4.0.0-2.0.jar",
    "flink-dist-2.3.0.jar",
    "flink-python-2.3.0.jar",
    "flink-sql-connector-kafka-5.0.0-2.2.jar",
    "flink-table-planner-loader-2.3.0.jar",
    "log4j-1.2-api-2.25.3.jar",
    "log4j-api-2.25.3.jar",
    "postgresql-42.7.13.jar",
)


def merged(values: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Nested sections, key by key."""
    return {
        **values,
        **{
            key: merged(values[key], each) if isinstance(each, dict) and isinstance(values.get(key), dict) else each
            for key, each in changes.items()
        },
    }


LOOKUP = {
    "table": "customers",
    "key_field": "customer_id",
    "key_column": "id",
    "columns": ("name",),
    "on_miss": "keep",
    "mode": "async",
    "timeout_ms": 1000,
    "cache_size": 10,
    "cache_ttl_ms": 1000,
    "capacity": 20,
    "ordered": False,
}
RETRIES = {"parallelism": 2, "max_retries": 0, "retry_backoff_ms": 100, "retry_backoff_max_ms": 1000}


def profile(**changes: Any) -> Profile:
    """The shipped base profile with other values: `profile(operators={"jdbc_sink": {"parallelism": 4}})`."""
    base = load_profile(flink_conf() / "profiles" / "base.yaml", {})
    return Profile.model_validate(merged(base.model_dump(), changes))


def interpreter(version: str = "3.11.7", without: str = "", **more: Any) -> Interpreter:
    packages = {name: None if name == without else found for name, found in PACKAGES.items()}
    return Interpreter(version, packages, supported=("3.9", "3.10", "3.11", "3.12"), **more)


def pythons(client: Any = None, worker: Any = None) -> Pythons:
    return Pythons(
        Python("/venv/bin/python", "python.client.executable", client or interpreter()),
        Python("/venv/bin/python", "python.executable", worker or interpreter()),
    )


def task_manager(host: str = "127.0.0.1", slots: int = 4, free: int = 4, here: bool = True) -> TaskManager:
    return TaskManager(f"tm-{host}", host, slots, free, here, JAVA)


TABLE = Table(
    "enriched_orders",
    "r",
    (
        Column("order_id", "text", False),
        Column("event_timestamp", "int8", False),
        Column("source_offset", "int8", False),
        Column("amount", "numeric", True),
    ),
    (frozenset({"order_id"}),),
)
CLUSTER = Cluster(
    url="http://localhost:8081",
    version="2.3.0",
    is_here=True,
    java=JAVA,
    jars=LIB,
    configuration={},
    task_managers=(task_manager(),),
    jobs=(),
    clock_offset=0.3,
)
DISTRIBUTION = Distribution("/opt/flink", "2.3.0", LIB, (), (), ("config.yaml",), {})
DATABASE = Database(
    version="18.1",
    read_only=None,
    max_connections=100,
    reserved=3,
    used=7,
    own=0,
    user_limit=None,
    user_used=0,
    database_limit=None,
    database_used=7,
    clock_offset=0.01,
)
HEALTHY = Seen(
    profile=profile(),
    machine=Machine(JAVA, Password("/run/secrets/postgres", mode=0o600)),
    distribution=DISTRIBUTION,
    class_paths=(ClassPath("lib/", "2.3.0", LIB),),
    python=pythons(),
    cluster=CLUSTER,
    kafka=Kafka(1, Topic("orders", 4), Topic("orders_dead_letters", 1), None),
    database=DATABASE,
    table=TABLE,
    lookup=NotAsked("the profile looks nothing up"),
    wanted={"execution.checkpointing.interval": "10 s"},
    directories={
        "checkpoint": Directory("file:///data/checkpoints", None),
        "savepoint": Directory("file:///data/savepoints", None),
    },
)


def seen(**changes: Any) -> Seen:
    """The healthy patient with something else in some places."""
    return replace(HEALTHY, **changes)


def with_jars(*more: str, without: str = "", version: str = "2.3.0") -> Seen:
    """With other jars in lib/ of client and cluster."""
    lib = (*(each for each in LIB if each.artifact != without), *jars(*more))
    return seen(
        class_paths=(ClassPath("lib/", version, lib),), distribution=replace(DISTRIBUTION, lib=lib, version=version)
    )


def said_of(check: str, patient: Seen) -> list[Outcome]:
    """What one check says, `group/name`; the others must not mind what was planted for it."""
    group, _, name = check.partition("/")
    assert (group, name) in {(each.group, each.name) for each in all_checks()}
    return [each for each in judge(patient) if (each.group, each.check) == (group, name)]


def states_of(check: str, patient: Seen) -> list[str]:
    return [each.state for each in said_of(check, patient)]


def fault_of(check: str, patient: Seen, state: str = "failed") -> Outcome:
    """The one outcome of that state, which must have a hint."""
    found = [each for each in said_of(check, patient) if each.state == state]
    assert len(found) == 1, found
    assert found[0].hint
    return found[0]
