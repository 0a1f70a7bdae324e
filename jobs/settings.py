"""What a job was told to do: frozen settings, read from the ``job.yaml`` that `advisor render` writes.

Every complaint names file, key, value and what is allowed, and all of them come in one go.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

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
MaxParallelism = Annotated[int, Field(ge=1, le=32768)]
Function = Annotated[str, StringConstraints(pattern=r"^[\w.]+:\w+$")]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Job(_Section):
    name: Name
    max_parallelism: MaxParallelism


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
    function: Function
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


class Window(_Section):
    key: tuple[Name, ...] = Field(min_length=1, strict=False)
    size_ms: Count
    out_of_orderness_ms: Milliseconds
    allowed_lateness_ms: Milliseconds
    idleness_ms: Milliseconds
    combine: Function
    result: Function
    shards: Count


class Lookup(_Section):
    table: Name
    key_field: Name
    key_column: Name
    columns: tuple[Name, ...] = Field(min_length=1, strict=False)
    on_miss: Literal["keep", "dead_letter"]
    mode: Literal["batch", "async"]
    timeout_ms: Count
    cache_size: Count
    cache_ttl_ms: Count
    capacity: Count
    ordered: bool


class Operator(_Section):
    parallelism: Count
    chaining: bool
    max_parallelism: MaxParallelism | None = None
    slot_sharing_group: Name | None = None


class RetryingOperator(Operator):
    max_retries: Annotated[int, Field(ge=0)]
    retry_backoff_ms: Count
    retry_backoff_max_ms: Count


class SinkOperator(RetryingOperator):
    batch_size: Count
    batch_interval_ms: Milliseconds


class Operators(_Section):
    kafka_source: Operator
    enrichment: Operator
    jdbc_sink: SinkOperator
    dead_letters: Operator


class WindowedOperators(Operators):
    window: Operator


class LookupOperators(Operators):
    lookup: RetryingOperator


class Python(_Section):
    bundle_size: Count
    bundle_time_ms: Count


class Settings(_Section):
    """Of kafka_to_jdbc, and what all templates have in common."""

    job: Job
    kafka: Kafka
    enrichment: Enrichment
    database: Database
    operators: Operators
    python: Python


class WindowedSettings(Settings):
    window: Window
    operators: WindowedOperators

    @model_validator(mode="after")
    def _fits_together(self) -> WindowedSettings:
        operator, shards = self.operators.window, self.window.shards
        if not operator.parallelism <= shards <= (operator.max_parallelism or self.job.max_parallelism):
            raise ValueError(
                f"window.shards ({shards}) must be at least the parallelism of operators.window and at most its "
                "max_parallelism"
            )
        if self.window.allowed_lateness_ms and not self.database.version:
            raise ValueError(
                "database.version is empty: with window.allowed_lateness_ms a window is written several times, and "
                "the version tells which result is the newer one; name a column that grows, such as a count"
            )
        if self.database.offset_column is not None:
            raise ValueError("database.offset_column must not be set: a window has many offsets")
        return self


class LookupSettings(Settings):
    lookup: Lookup
    operators: LookupOperators


AnySettings = TypeVar("AnySettings", bound=Settings)


def read_settings(path: Path, model: type[AnySettings]) -> AnySettings:
    """Read and check a rendered ``job.yaml`` as the settings of a template.

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
    return parse_settings(document, str(path), model)


def parse_settings(document: object, where: str, model: type[AnySettings]) -> AnySettings:
    """Check settings that are already a mapping; `where` names their file in complaints."""
    if not isinstance(document, dict):
        raise SettingsError(f"{where}: must be a mapping of sections, is {type(document).__name__}")
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(where, fault) for fault in error.errors())) from error


def _sentence(where: str, fault: Any) -> str:
    key = ".".join(str(part) for part in fault["loc"])
    message = fault["msg"].removeprefix("Value error, ")
    if not key:  # of several sections together: the message names them
        return f"{where}: {message}"
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
