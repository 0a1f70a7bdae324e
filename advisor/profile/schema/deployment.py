"""Where the job runs: what Flink's own keys do not say and the rendered files need. Every key has a default."""

from __future__ import annotations

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from advisor.profile.schema.types import TYPED, DnsName, FilePath, Positive, Section, Word

Cpu = Annotated[float, Field(gt=0, le=1024, strict=False), TYPED]
Milliseconds = Annotated[int, Field(ge=-1), TYPED]
LAST_PORT = 65535
Port = Annotated[int, Field(ge=1, le=LAST_PORT), TYPED]


def _is_flink_version(value: str) -> str:
    if not re.fullmatch(r"(1\.(1[89]|20)|2\.\d+)\.\d+", value):
        raise ValueError("a version of Flink from 1.18.0 on, such as 2.3.0")
    return value


def _is_folder_or_uri(value: str) -> str:
    if not re.match(r"([A-Za-z][A-Za-z0-9+.-]*:)?/+[^/]", value):
        raise ValueError("an absolute path such as /flink-state, or a URI such as s3://bucket/orders")
    return value


def _is_absolute(value: str) -> str:
    if not value.startswith("/"):
        raise ValueError("an absolute path, such as /opt/narrows")
    return value


def _is_target(value: str) -> str:
    """Prometheus does not start with anything else among its targets."""
    try:
        parts = urlsplit(f"//{value}")
        whole = bool(parts.hostname and parts.port) and parts.netloc == value and "@" not in value
    except ValueError:
        whole = False
    if not whole:
        raise ValueError("host:port, such as jobmanager:9249, without http:// and without a path")
    return value


Target = Annotated[Word, AfterValidator(_is_target)]


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
    listen_addr: Word = Field(
        default="127.0.0.1", description="Address that it listens on; one that TaskManagers on other machines reach."
    )
    port: Port = Field(default=6432, description="Port that it listens on.")
    server_host: Word | None = Field(
        default=None, description="Postgres behind it; `database.host` when not set, which may be pgbouncer's own."
    )
    server_port: Port | None = Field(
        default=None, description="Its port; when not set 5432 with a `server_host`, else `database.port`."
    )
    pool_size: Positive | None = Field(
        default=None, description="Connections to Postgres; `limits.database_connections` when not set."
    )


class Prometheus(Section):
    port: Port = Field(default=9249, description="First port of Flink's reporter.")
    ports: Positive = Field(
        default=2,
        validate_default=True,
        description="How many ports, for as many Flink processes on one machine: each takes the first that is free.",
    )
    targets: Annotated[tuple[Target, ...], Field(strict=False, min_length=1)] | None = Field(
        default=None, description="Addresses that Prometheus scrapes; every port on `localhost` when not set."
    )

    @field_validator("ports")
    @classmethod
    def _each_exists(cls, ports: int, others: ValidationInfo) -> int:
        if (most := LAST_PORT + 1 - others.data.get("port", 1)) < ports:
            raise ValueError(f"at most {most}: {LAST_PORT} is the last port there is")
        return ports

    @property
    def last_port(self) -> int:
        return self.port + self.ports - 1

    @property
    def addresses(self) -> tuple[str, ...]:
        """What Prometheus scrapes."""
        return self.targets or tuple(f"localhost:{port}" for port in range(self.port, self.last_port + 1))


class Deployment(Section):
    flink_version: Annotated[str, AfterValidator(_is_flink_version)] = Field(
        default="2.3.0", description="Version of the cluster."
    )
    script: FilePath = Field(default="jobs/kafka_to_jdbc.py", description="The job, relative to `home` in the image.")
    settings: FilePath | None = Field(
        default=None, description="Where `flink run` finds the rendered job.yaml; the one beside it when not set."
    )
    savepoint: Word | None = Field(default=None, description="Savepoint that the job is first started from.")
    state_dir: Annotated[Word, AfterValidator(_is_folder_or_uri)] | None = Field(
        default=None,
        description="Checkpoints, savepoints and leader data lie below it; a URI such as `s3://bucket/orders`.",
    )
    jobmanager: Word = Field(default="localhost", description="Host of the JobManager of a standalone cluster.")
    image: Word = Field(default="narrows-flink:0.1.0", description="Image with Flink, Python, connectors and the job.")
    home: Annotated[FilePath, AfterValidator(_is_absolute)] = Field(
        default="/opt/narrows", description="Folder in the image that holds the job."
    )
    kubernetes: Kubernetes = Field(default_factory=Kubernetes, description="For the target `kubernetes`.")
    topics: Topics = Field(default_factory=Topics, description="For the target `kafka-topic`.")
    pgbouncer: PgBouncer = Field(default_factory=PgBouncer, description="For the target `pgbouncer`.")
    prometheus: Prometheus | None = Field(
        default=None,
        description="For the targets `prometheus` and `grafana`; when set, config.yaml starts Flink's reporter.",
    )
