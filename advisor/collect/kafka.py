"""Looks at the topics that a job reads: end and committed offsets, per partition."""

from __future__ import annotations

from advisor.model.kafka import KafkaSample
from advisor.model.observation import JobSample
from advisor.model.unknown import Unknown


class Kafka:
    """A Kafka to look at several times; it may be away in between: that is an answer too, not an error."""

    def __init__(self, bootstrap_servers: str, group_id: str | None = None) -> None:
        self._bootstrap_servers, self._group_id = bootstrap_servers, group_id

    def look(self, job: JobSample) -> KafkaSample | Unknown:
        """The partitions of all topics that the job's sources read."""
        return Unknown("not written yet")

    def close(self) -> None:
        """End the connection; looking again opens another."""
