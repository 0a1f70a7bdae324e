"""The options of each listed Flink, what they were called before, and which keys no list can hold."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from advisor.lint.known import read_data

# Of releases, of the Kubernetes operator, of image tags.
_SPELLINGS = re.compile(r"v?(\d{1,3})[._](\d{1,3})(?:[._](\d{1,3}))?(?:-[\w.-]+)?")
VERSIONS = ("1.18", "1.20", "2.2", "2.3")
OLDEST, NEWEST = VERSIONS[0], VERSIONS[-1]
LAST_OF_1 = "1.20"
# Names of the user's own stand in these, or a script, a plugin, the Kubernetes operator, Hadoop or a cloud reads them.
_OPEN = (
    "metrics.reporter.",  # metrics.reporter.<name>.<parameter>
    "traces.reporter.",
    "events.reporter.",
    "external-resource.",
    "containerized.master.env.",
    "containerized.taskmanager.env.",
    "kubernetes.operator.",
    "kubernetes.internal.",
    "security.delegation.token.provider.",
    "security.module.",
    "table.catalog-store.",
    "table.exec.hive.",  # connectors read these two
    "table.exec.iceberg.",
    "sql-gateway.endpoint.",
    "env.",  # the shell scripts read more of these than the classes declare
)
_OPEN_FIRST_WORDS = frozenset(
    [
        "s3",
        "s3a",
        "gs",
        "presto",
        "oss",
        "azure",
        "abfs",
        "wasb",
        "hadoop",
        "hive",
        "fs",
        "flink",
        "yarn",
        "zookeeper",
        "job",
        "user",
        "workflow-scheduler",
        "failure-enricher",
        "restart-strategy",
    ]
)
# Flink names most keys of these itself, so one that is nearly such a key is a slip.
_OWN = ("env.", "restart-strategy.", "yarn.")
# Flink's own notes on keys that went without a successor of the same meaning (release notes of 1.10, 1.15 and 2.0).
INSTEAD_OF_REMOVED = {
    "taskmanager.heap.size": "taskmanager.memory.process.size",
    "taskmanager.heap.mb": "taskmanager.memory.process.size",
    "jobmanager.heap.size": "jobmanager.memory.process.size",
    "jobmanager.heap.mb": "jobmanager.memory.process.size",
    "taskmanager.network.numberOfBuffers": "taskmanager.memory.network.fraction, .min and .max",
    "cluster.evenly-spread-out-slots": "taskmanager.load-balance.mode: SLOTS",
    "security.ssl.enabled": "security.ssl.internal.enabled and security.ssl.rest.enabled",
    "web.ssl.enabled": "security.ssl.rest.enabled",
    "table.exec.shuffle-mode": "execution.batch-shuffle-mode",
    "pipeline.registered-kryo-types": "pipeline.serialization-config",
    "pipeline.registered-pojo-types": "pipeline.serialization-config",
    "pipeline.default-kryo-serializers": "pipeline.serialization-config",
}


@dataclass(frozen=True)
class Options:
    """`names` the version knows; `renamed`: an old key that it still reads, and the new ones."""

    version: str
    names: frozenset[str]
    renamed: Mapping[str, tuple[str, ...]]
    defaults: Mapping[str, str]
    first_words: frozenset[str]
    _also: frozenset[str]
    _maps: tuple[str, ...]

    def reads(self, key: str) -> bool:
        """Whether the key, under its own or a former name, or as an entry of a map, has a meaning."""
        return key in self.names or key in self._also or key in self.renamed or key.startswith(self._maps)


@cache
def options(version: str) -> Options:
    """Of a listed version."""
    data = read_data(f"flink-{version}")["options"]
    renamed: dict[str, list[str]] = defaultdict(list)
    for key, option in data.items():
        for former in option.get("former", ()):
            if former not in data or "dead" in data[former]:
                renamed[former].append(key)
    return Options(
        version=version,
        names=frozenset(data),
        renamed={key: tuple(new) for key, new in renamed.items()},
        defaults={key: option["default"] for key, option in data.items() if "default" in option},
        first_words=frozenset(key.split(".")[0] for key in data),
        _also=frozenset(also for option in data.values() for also in option.get("also", ())),
        _maps=tuple(f"{key}." for key, option in data.items() if "map" in option),
    )


def is_open(key: str) -> bool:
    """A key that no list can hold: the user, a plugin or another program gives it its meaning."""
    return key.startswith(_OPEN) or key.split(".")[0] in _OPEN_FIRST_WORDS


def may_be_misspelt(key: str) -> bool:
    """Whether a key that no list has can be held against those that one has: not where the user chooses the names."""
    return not is_open(key) or key.startswith(_OWN)


def listed_version(version: str) -> str | None:
    """The list that a version is judged by: its own, or that of the next newer one; None: it is older than all.

    `version` starts with two numbers, "2.1" or "2.1.3".
    """
    wanted = numbers(version)
    if wanted < numbers(OLDEST):
        return None
    return next((each for each in VERSIONS if numbers(each) >= wanted), NEWEST)


def older_list(version: str) -> str | None:
    """The list of a version itself, or of the next older one; None: it is older than all."""
    return next((each for each in reversed(VERSIONS) if numbers(each) <= numbers(version)), None)


def spelt_version(text: str) -> str | None:
    """ "2.3.0" of 2.3.0, v2_3, 2.3.0-rc1 or 1.20.1-scala_2.12-java11; None for what is no version."""
    found = _SPELLINGS.fullmatch(text)
    return ".".join(filter(None, found.groups())) if found else None


def numbers(version: str) -> tuple[int, int]:
    """To compare versions by: 1.20 comes after 1.9."""
    major, minor = version.split(".")[:2]
    return int(major), int(minor)
