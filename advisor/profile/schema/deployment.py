"""Where the job runs: what Flink's own keys do not say and the rendered files need. Every key has a default."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from advisor.profile.schema.types import TYPED, DnsName, FilePath, Positive, Section, Word, Words

Cpu = Annotated[float, Field(gt=0, le=1024, strict=False), TYPED]
Milliseconds = Annotated[int, Field(ge=-1), TYPED]
Port = Annotated[int, Field(ge=1, le=65535), TYPED]


def _is_flink_version(value: str) -> str:
    if not re.fullmatch(r"(1\.(1[89]|20)|2\.\d+)\.\d+", value):
        raise ValueError("a version of Flink from 1.18.0 on, such as 2.3.0")
    return value


class Kubernetes(Section):
    namespace: DnsName = Field(default="default", description="Namespace of the FlinkDeployment.")
    service_account: DnsName = Field(
        default="flink", description="Account that the JobManager makes TaskManagers with."
    )
    upgrade_mode: Literal["savepoint", "last-state"] = Field(
        default="savepoint",
        description="From what an upgraded job starts; `last-state` wants `deployment.state_dir`, too.",
    )
    config_map: DnsName | None = Field(default=None, description="ConfigMap with job.yaml; JOB-settings when not set.")
    secret: DnsName | None = Field(
        default=None, description="Secret with the database password under `password`; JOB-database when not set."
    )
    jobmanager_cpu: Cpu = Field(default=1.0, description="Cores of the JobManager.")
    taskmanager_cpu: Cpu = Field(default=2.0, description="Cores of each TaskManager.")


class Topics(Section):
    partitions: Positive = Field(default=4, description="Partitions of `kafka.topic`: the most subtasks that can read.")
    replication_factor: Positive | None = Field(default=None, description="Copies; the broker's default when not set.")
    retention_ms: Milliseconds | None = Field(default=None, description="How long records stay; -1 for ever.")
    dead_letter_partitions: Positive = Field(default=1, description="Partitions of `kafka.dead_letter_topic`.")
    dead_letter_retention_ms: Milliseconds | None = Field(default=None, description="How long dead letters stay.")


class PgBouncer(Section):
    port: Port = Field(default=6432, description="Port that it listens on.")
    pool_size: Positive | None = Field(
        default=None, description="Connections to Postgres; `limits.database_connections` when not set."
    )


class Prometheus(Section):
    port: Port = Field(default=9249, description="First port of Flink's reporter.")
    ports: Positive = Field(default=1, description="How many ports, for as many Flink processes on one machine.")
    targets: Words = Field(default=("localhost:9249",), description="Addresses that Prometheus scrapes.")


class Deployment(Section):
    flink_version: Annotated[str, AfterValidator(_is_flink_version)] = Field(
        default="2.3.0", description="Version of the cluster."
    )
    script: FilePath = Field(default="jobs/kafka_to_jdbc.py", description="The job, relative to `home` in the image.")
    settings: FilePath = Field(
        default="rendered/job.yaml", description="Where `flink run` finds the rendered job.yaml."
    )
    savepoint: Word | None = Field(default=None, description="Savepoint that the job is first started from.")
    state_dir: Word | None = Field(
        default=None,
        description="Checkpoints, savepoints and leader data lie below it; a URI such as `s3://bucket/orders`.",
    )
    jobmanager: Word = Field(default="localhost", description="Host of the JobManager of a standalone cluster.")
    image: Word = Field(default="narrows-flink:0.1.0", description="Image with Flink, Python, connectors and the job.")
    home: FilePath = Field(default="/opt/narrows", description="Folder in the image that holds the job.")
    kubernetes: Kubernetes = Field(default_factory=Kubernetes, description="For the target `kubernetes`.")
    topics: Topics = Field(default_factory=Topics, description="For the target `kafka-topic`.")
    pgbouncer: PgBouncer = Field(default_factory=PgBouncer, description="For the target `pgbouncer`.")
    prometheus: Prometheus | None = Field(
        default=None,
        description="For the targets `prometheus` and `grafana`; when set, config.yaml starts Flink's reporter.",
    )
