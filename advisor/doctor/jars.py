"""What the name of a jar says: artifact, version, and the Flink that a connector was built for."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A version may hold dashes ("5.0.0-2.2", "31.1-jre"), and so may an artifact ("log4j-1.2-api").
_NAME = re.compile(r"(?P<artifact>.+?)-(?P<version>\d[\w.]*(?:-\d[\w.]*)*(?:-[A-Za-z]\w*)?)\.jar")
_SCALA = re.compile(r"_2\.1\d$")
# "4.0.0-2.0", "3.3.0-1.20", "1.0.0-1.17-SNAPSHOT": connectors that live outside Flink's own repository.
_EXTERNAL = re.compile(r"\d+\.\d+\.\d+-(?P<flink>\d+\.\d+)(?:-.*)?")
_CONNECTOR = re.compile(r"flink-(sql-)?connector-")
# What Flink itself releases, so that its version is Flink's.
_FLINKS_OWN = re.compile(
    r"flink-(dist|python|cep|scala|core|clients|streaming-java|runtime(-web)?|csv|json|avro|parquet|orc|protobuf"
    r"|table-[\w-]+|sql-(client|gateway|avro|parquet|orc|protobuf)[\w-]*|connector-(base|files|datagen)"
    r"|(s3|oss|azure|gs)-fs-[\w-]+|metrics-[\w-]+|statebackend-[\w-]+|queryable-state-[\w-]+|state-processor-api)"
)
# Before connectors moved out of Flink's repository they had its version.
_CAME_WITH_FLINK = re.compile(r"1\.1[0-7]\.\d+")


@dataclass(frozen=True)
class Jar:
    """`artifact` without Scala's version; `version` is None when the name has none."""

    file: str
    artifact: str
    version: str | None

    @property
    def is_flinks_own(self) -> bool:
        """Whether it is released with Flink, in Flink's version."""
        return bool(_FLINKS_OWN.fullmatch(self.artifact))

    @property
    def built_for(self) -> str | None:
        """The Flink ("2.2") that a connector was built for; None when it is no connector, or does not say."""
        if self.version is None or self.is_flinks_own or not _CONNECTOR.match(self.artifact):
            return None
        external = _EXTERNAL.fullmatch(self.version)
        if external:
            return external["flink"]
        return self.version if _CAME_WITH_FLINK.fullmatch(self.version) else None


def parse_jar(file: str) -> Jar:
    """A jar by its file's name."""
    found = _NAME.fullmatch(file)
    if found is None:
        return Jar(file, _SCALA.sub("", file.removesuffix(".jar")), None)
    return Jar(file, _SCALA.sub("", found["artifact"]), found["version"])


def minor_of(version: str) -> tuple[int, int] | None:
    """(2, 3) of "2.3.0"; None for what is no version."""
    found = re.match(r"(\d{1,4})\.(\d{1,4})", version)
    return (int(found[1]), int(found[2])) if found else None
