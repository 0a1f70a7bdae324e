"""What a job was told to do: frozen settings, read from the ``job.yaml`` that `advisor render` writes.

Every complaint names file, key, value and what is allowed, and all of them come in one go.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from jobs.errors import SettingsError

Name = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S+$")]
Count = Annotated[int, Field(ge=1)]
Milliseconds = Annotated[int, Field(ge=0)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Job(_Section):
    name: Name
    max_parallelism: Annotated[int, Field(ge=1, le=32768)]


class Kafka(_Section):
    bootstrap_servers: Name
    topic: Name
    group_id: Name
    start_from: Name
    bounded: bool
    partition_discovery_interval_ms: int
    dead_letter_topic: Name
    consumer: dict[str, str | int | float | bool]
    producer: dict[str, str | int | float | bool]

    @field_validator("start_from")
    @classmethod
    def _is_a_place_to_start(cls, value: str) -> str:
        if value not in ("committed", "earliest", "latest"):
            try:
                datetime.fromisoformat(value.replace("Z", "+00:00"))
            except ValueError:
                raise ValueError("must be committed, earliest, latest or an ISO timestamp") from None
        return value


class Enrichment(_Section):
    function: Annotated[str, StringConstraints(pattern=r"^[\w.]+:\w+$")]
    mode: Literal["batch", "record"]
    event_time_field: str


class Database(_Section):
    host: Name
    port: Annotated[int, Field(ge=1, le=65535)]
    name: Name
    user: Name
    password_env: str | None = None
    password_file: str | None = None
    table: Name
    key: tuple[Name, ...] = Field(min_length=1, strict=False)
    version: tuple[Name, ...] = Field(default=(), strict=False)
    offset_column: str | None = None

    @model_validator(mode="after")
    def _one_way_to_the_password(self) -> Database:
        if (self.password_env is None) == (self.password_file is None):
            raise ValueError("needs exactly one of password_env and password_file")
        return self


class Operator(_Section):
    parallelism: Count
    chaining: bool


class SinkOperator(Operator):
    batch_size: Count
    batch_interval_ms: Milliseconds
    max_retries: Annotated[int, Field(ge=0)]
    retry_backoff_ms: Count
    retry_backoff_max_ms: Count


class Operators(_Section):
    kafka_source: Operator
    enrichment: Operator
    jdbc_sink: SinkOperator
    dead_letters: Operator


class Python(_Section):
    bundle_size: Count
    bundle_time_ms: Count


class Settings(_Section):
    job: Job
    kafka: Kafka
    enrichment: Enrichment
    database: Database
    operators: Operators
    python: Python


def read_settings(path: Path) -> Settings:
    """Read and check a rendered ``job.yaml``.

    Raises SettingsError with one sentence a fault, all faults of the file together.
    """
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(f"{path}: no such file; make it with `advisor render PROFILE --out DIR`") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read ({error})") from error
    except yaml.YAMLError as error:
        raise SettingsError(f"{path}: is no YAML ({' '.join(str(error).split())})") from error
    return parse_settings(document, where=str(path))


def parse_settings(document: object, where: str) -> Settings:
    """Check settings that are already a mapping; `where` names their file in complaints."""
    if not isinstance(document, dict):
        raise SettingsError(f"{where}: must be a mapping of sections, is {type(document).__name__}")
    try:
        return Settings.model_validate(document)
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(where, fault) for fault in error.errors())) from error


def _sentence(where: str, fault: Any) -> str:
    key = ".".join(str(part) for part in fault["loc"])
    message = fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "missing":
        return f"{where}: {key}: is missing"
    if fault["type"] == "extra_forbidden":
        return f"{where}: {key}: is not a known key"
    return f"{where}: {key}: {fault['input']!r}: {message[0].lower() + message[1:]}"


def read_password(database: Database) -> str:
    """The database password, from where the settings say; read at the moment of use, kept nowhere."""
    if database.password_file is not None:
        try:
            return Path(database.password_file).read_text(encoding="utf-8").rstrip("\n")
        except OSError as error:
            raise SettingsError(
                f"database.password_file: {database.password_file} cannot be read ({error.strerror}); "
                "it must exist, with this path, on every TaskManager and where the job is submitted"
            ) from error
    name = database.password_env or ""
    if name not in os.environ:
        raise SettingsError(
            f"database.password_env: the environment variable {name} is not set; "
            "set it for the TaskManagers and where the job is submitted"
        )
    return os.environ[name]
