"""The topics that a job reads as Kafka had them at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from advisor.model.unknown import Measure


@dataclass(frozen=True)
class PartitionSample:
    """One partition. `end_offset` is where the next record goes; `committed_offset` where the consumer group stands.

    Offsets count the records of a partition, so two end offsets say how many came in between, whoever read them.
    """

    topic: str
    partition: int
    end_offset: Measure
    committed_offset: Measure

    @property
    def name(self) -> str:
        """As Flink's own metrics are keyed in `VertexSample.partition_offsets`."""
        return f"{self.topic}-{self.partition}"


@dataclass(frozen=True)
class KafkaSample:
    """All partitions of the topics that the job's Kafka sources read."""

    taken_at: datetime
    partitions: tuple[PartitionSample, ...]
