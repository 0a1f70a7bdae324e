"""What rules look at: the settings of one file, or of one part of it, and where each stands."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from advisor.diagnose.flink_values import duration_ms
from advisor.model.unknown import is_known
from advisor.profile.document import Place

Client = Literal["java", "librdkafka"]
Role = Literal["consumer", "producer"]
# The uid of the operator that stands for all that have no sizes of their own.
ALL_OPERATORS = ""
# Kinds of the Kubernetes operator.
DEPLOYMENT, SESSION_JOB = "FlinkDeployment", "FlinkSessionJob"


@dataclass(frozen=True)
class Setting:
    """A key as it is written, and its value; None: not known from the file (a variable, an expression)."""

    key: str
    value: Any
    place: Place

    def number(self) -> float | None:
        """None for what is no number."""
        if isinstance(self.value, bool):
            return None
        try:
            found = float(self.value)
        except (TypeError, ValueError, OverflowError):
            return None
        return found if math.isfinite(found) else None

    def truth(self) -> bool | None:
        """None for what is neither true nor false."""
        word = str(self.value).strip().lower()
        return {"true": True, "false": False}.get(word)

    def text(self) -> str | None:
        """The value as Flink and Kafka would read it."""
        if self.value is None or isinstance(self.value, str):
            return self.value
        return json.dumps(self.value)

    def milliseconds(self) -> float | None:
        """A duration as Flink writes them; None for anything else."""
        text = self.text()
        found = duration_ms(text) if text else None
        return found if found is not None and is_known(found) else None


@dataclass(frozen=True)
class FlinkConfig:
    """Flink's own keys. `name` is the file that Flink would read them from.

    `version` as in "2.3" is a listed one, None: older than all, or not known; `called` is what sentences call it.
    `oldest` may read the file as well: where nobody said which version does, or where the one that was said lies
    between two lists. `unread` are the places of lines that Flink's own reader skips, `repeated` are lines whose key
    stands again below.
    """

    settings: Mapping[str, Setting]
    name: str
    place: Place
    version: str | None
    called: str
    oldest: str | None
    jdks: tuple[int, ...]
    unread: tuple[Place, ...] = ()
    repeated: tuple[Setting, ...] = ()

    def get(self, key: str) -> Setting | None:
        return self.settings.get(key)


@dataclass(frozen=True)
class Flag:
    """One flag of a JVM, such as -XX:+UseG1GC."""

    text: str
    setting: Setting


@dataclass(frozen=True)
class JvmFlags:
    """The flags of one JVM, and the JDKs that it may be. `before`: it gets these, too, from settings of their own."""

    flags: tuple[Flag, ...]
    jdks: tuple[int, ...]
    before: tuple[Flag, ...] = ()


@dataclass(frozen=True)
class KafkaClient:
    """Settings of one consumer or producer; `client` and `role` are None when nothing tells them.

    `complete` is false where the program adds settings that cannot be seen. `in_flink`: given to Flink's connector.
    `database`: the same program, or the job, writes to one; None when that is not known. `share`: of a share group.
    `repeated` are settings that a later line with the same key replaces, each with that one.
    """

    settings: Mapping[str, Setting]
    client: Client | None
    role: Role | None
    place: Place
    complete: bool = True
    in_flink: bool = False
    database: bool | None = None
    share: bool = False
    repeated: tuple[tuple[Setting, Setting], ...] = ()

    @property
    def protocol(self) -> str | None:
        """How the group shares its partitions out: "classic" by itself, "consumer" by the broker (KIP-848)."""
        setting = self.first("group.protocol")
        text = setting.text() if setting else "classic"
        return text.lower() if text else None

    def first(self, *keys: str) -> Setting | None:
        """The first of these keys that is set: one setting may have several names."""
        return next((self.settings[key] for key in keys if key in self.settings), None)


@dataclass(frozen=True)
class Operator:
    """One operator's sizes; None for what is not set. `keyed`: it has state by key.

    `connections` to the database are held by each subtask.
    """

    parallelism: Setting | None
    max_parallelism: Setting | None = None
    keyed: bool = False
    slot_sharing_group: str | None = None
    batch_size: Setting | None = None
    batch_interval_ms: Setting | None = None
    connections: float = 0


@dataclass(frozen=True)
class Job:
    """How large a job is made. `operators` by uid, in the order of the data; `slots` there are, None: not known.

    `adaptive`: it starts with fewer slots than it asks for.
    """

    operators: Mapping[str, Operator]
    source: str | None = None
    sink: str | None = None
    slots: float | None = None
    adaptive: bool = False
    bundle_time_ms: float | None = None
    checkpoint_interval_ms: float | None = None


@dataclass(frozen=True)
class Program:
    """A Python program: PyFlink operators without a uid, and clients of Kafka whose settings do not stand in it."""

    without_uid: tuple[Setting, ...]
    unread_clients: tuple[Setting, ...] = ()


@dataclass(frozen=True)
class Mark:
    """A comment `narrows: ignore[rule, ...] reason`, and the line that it speaks of."""

    place: Place
    rules: tuple[str, ...]
    reason: str
    line: int


@dataclass(frozen=True)
class Comments:
    """The marks of all files that were named, and which (mark, rule) silenced something.

    `undecided` are rules that lacked what an option, or a profile, tells: what they would find is not known.
    """

    marks: tuple[Mark, ...]
    used: frozenset[tuple[Mark, str]] = field(default_factory=frozenset)
    undecided: frozenset[str] = frozenset()


Subject = FlinkConfig | JvmFlags | KafkaClient | Job | Program | Comments
