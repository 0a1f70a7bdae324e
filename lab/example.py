"""The example's topics, table and rendered settings on a local stack."""

from __future__ import annotations

import os
from pathlib import Path

from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic
from ruamel.yaml import YAML

from lab import client
from lab.stack import Stack

PROFILES = client.REPOSITORY / "flink-conf" / "profiles"
TABLE_SQL = client.REPOSITORY / "jobs" / "examples" / "orders.sql"
JOB = "jobs/kafka_to_jdbc.py"


def create_topic(stack: Stack, name: str, partitions: int) -> bool:
    """Create a topic; one that is there already is left alone. Returns whether it is new."""
    admin = AdminClient({"bootstrap.servers": stack.bootstrap_servers, "log_level": 3})
    if name in admin.list_topics(timeout=10).topics:
        return False
    admin.create_topics([NewTopic(name, partitions, 1)])[name].result(30)
    return True


def create_table(stack: Stack, table: str = "enriched_orders") -> None:
    """Create the example's target, empty."""
    connection = stack.postgres.connect()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(TABLE_SQL.read_text().replace("enriched_orders", table))
    connection.close()


def write_profile(path: Path, base: str, changes: dict[str, object]) -> Path:
    """A profile of its own that extends one of flink-conf/profiles; `changes` are nested sections."""
    path.parent.mkdir(parents=True, exist_ok=True)
    extends = os.path.relpath(PROFILES / base, path.parent)
    with path.open("w") as out:
        YAML().dump({"extends": extends, **changes}, out)
    return path


def submit(stack: Stack, profile: Path, work: Path, savepoint: str | None = None) -> str:
    """Render a profile and submit the job with it; returns the job's id."""
    work.mkdir(parents=True, exist_ok=True)
    work = work.resolve()  # Flink runs the script in a folder of its own
    job_file = client.render(profile, work, stack.profile_environment())
    return client.submit(stack, JOB, ["--settings", str(job_file)], work, savepoint)
