"""What was seen of a patient, as plain values. What could not be looked at is Unknown, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.doctor.jars import Jar
from advisor.model.unknown import Measure, Unknown
from advisor.profile.schema import Profile


class NotAsked(Unknown):
    """Unknown because nobody looked: no address was given, or looking takes what is not here. No fault of anything."""


@dataclass(frozen=True)
class Java:
    """`major` is 8, 11, 17, 21 ...; None when its version text is of no known form."""

    version: str
    major: int | None


@dataclass(frozen=True)
class Password:
    """Where the profile says that the password is; never the password. `mode` is a file's, in Unix' bits."""

    source: str
    fault: str | None = None
    mode: int | None = None


@dataclass(frozen=True)
class Machine:
    """The machine that the job is submitted from."""

    java: Java | Unknown
    password: Password


@dataclass(frozen=True)
class Distribution:
    """Flink on this machine. `configuration` is what its `configuration_file` says, flat, by Flink's keys.

    `files` are the names in conf/; `twice` holds, for two jars of lib/ that share classes, how many and one of these.
    """

    home: str
    version: str
    lib: tuple[Jar, ...]
    opt: tuple[Jar, ...]
    plugins: tuple[Jar, ...]
    files: tuple[str, ...]
    configuration: Mapping[str, str]
    twice: tuple[tuple[str, str, int, str], ...] = ()


@dataclass(frozen=True)
class ClassPath:
    """Flink's jars at one place; `version` is that of its flink-dist."""

    place: str
    version: str
    jars: tuple[Jar, ...]


@dataclass(frozen=True)
class TaskManager:
    """`is_here`: it runs on this machine. `java` is what it wrote into its log when it started."""

    id: str
    host: str
    slots: int
    free_slots: int
    is_here: bool
    java: Java | Unknown


@dataclass(frozen=True)
class Job:
    """A job of the cluster that has not ended; `slots` is what it takes, by its slot sharing groups."""

    id: str
    name: str
    state: str
    slots: int


@dataclass(frozen=True)
class Cluster:
    """A Flink cluster as its REST API shows it. `jobs` are those of the profile's name.

    `clock_offset` in seconds: how far its clock is ahead of this machine's at the least.
    """

    url: str
    version: str
    is_here: bool
    java: Java | Unknown
    jars: tuple[Jar, ...]
    configuration: Mapping[str, str]
    task_managers: tuple[TaskManager, ...]
    jobs: tuple[Job, ...]
    clock_offset: Measure

    @property
    def free_slots(self) -> int:
        return sum(each.free_slots for each in self.task_managers)


@dataclass(frozen=True)
class Topic:
    """`partitions` is None when there is no such topic, or none that may be seen."""

    name: str
    partitions: int | None


@dataclass(frozen=True)
class Kafka:
    """`group` is None when the consumer group's offsets can be read, else why not."""

    brokers: int
    source: Topic
    dead_letters: Topic
    group: str | None


@dataclass(frozen=True)
class Database:
    """A Postgres server. Limits are None where there are none; `clock_offset` in seconds, as a Cluster's.

    `used` counts the sessions of others, `own` those of the job that is to be replaced.
    """

    version: str
    read_only: str | None
    max_connections: int
    reserved: int
    used: int
    own: int
    user_limit: int | None
    user_used: int
    database_limit: int | None
    database_used: int
    clock_offset: float


@dataclass(frozen=True)
class Column:
    """`type` is Postgres' short name (`int4`). `lacks` are the privileges that the user has not on it."""

    name: str
    type: str
    nullable: bool
    lacks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """`kind` is Postgres' relkind: r a table, p a partitioned one, v a view. Keys are what an upsert can go by."""

    name: str
    kind: str
    columns: tuple[Column, ...]
    unique_keys: tuple[frozenset[str], ...]

    def column(self, name: str) -> Column | None:
        return next((each for each in self.columns if each.name == name), None)


@dataclass(frozen=True)
class Stored:
    """What one visit to the database showed: the server, the table to write, and the one to look things up in."""

    database: Database | Unknown
    table: Table | Unknown
    lookup: Table | Unknown


@dataclass(frozen=True)
class Interpreter:
    """A Python that was run. `packages` are the versions of what the job needs, None for what is missing.

    `pyflink` is why `import pyflink` fails; `supported` are the Pythons that its apache-flink names ("3.11").
    """

    version: str
    packages: Mapping[str, str | None]
    pyflink: str | None = None
    supported: tuple[str, ...] = ()

    @property
    def minor(self) -> str:
        return ".".join(self.version.split(".")[:2])


@dataclass(frozen=True)
class Python:
    """An interpreter by its role: `client` runs the script, `worker` the functions on the TaskManagers.

    `origin` is the setting that names it.
    """

    executable: str
    origin: str
    found: Interpreter | Unknown


@dataclass(frozen=True)
class Pythons:
    client: Python
    worker: Python


@dataclass(frozen=True)
class Directory:
    """`fault` is why it cannot be written, None when it can; Unknown when it does not lie here."""

    address: str
    fault: str | Unknown | None


@dataclass(frozen=True)
class Seen:
    """All of it. The groups of checks are named after these fields, and come in their order.

    `wanted` are Flink's keys as the job will have them: the cluster's, over them the client's, over them the profile's.
    `directories` are those that are set, by what for: "checkpoint", "savepoint", "gc log".
    """

    profile: Profile
    machine: Machine
    distribution: Distribution | Unknown
    class_paths: tuple[ClassPath, ...] | Unknown
    python: Pythons
    cluster: Cluster | Unknown
    kafka: Kafka | Unknown
    database: Database | Unknown
    table: Table | Unknown
    lookup: Table | Unknown
    wanted: Mapping[str, str]
    directories: Mapping[str, Directory]
    replaces: str | None = None
