"""What arrives in each partition that a source reads, and what waits there: Kafka's count beside Flink's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor.measure.rates import rate
from advisor.model.kafka import PartitionSample
from advisor.model.observation import NOTHING_READ, Observation
from advisor.model.unknown import Measure, Unknown, is_known, total

NOT_THERE = Unknown("the partition was not there at every look")


@dataclass(frozen=True)
class PartitionMeasure:
    """One partition: records that arrive per second, whoever reads them, and that wait (one count for each look).

    What waits is between the last record that Flink has read and the end. Flink's metrics may be 12 s older than
    Kafka's answer (it renews them every 10 s), so a source that keeps up seems to have that much before it.
    """

    name: str
    arriving_per_second: Measure
    waiting: tuple[Measure, ...]


@dataclass(frozen=True)
class InputMeasure:
    """All partitions that one source reads."""

    partitions: tuple[PartitionMeasure, ...]

    @property
    def arriving_per_second(self) -> Measure:
        return total(each.arriving_per_second for each in self.partitions)

    @property
    def waiting(self) -> tuple[Measure, ...]:
        """Records at each look."""
        return tuple(map(total, zip(*(each.waiting for each in self.partitions), strict=True)))


@dataclass(frozen=True)
class KafkaMeasure:
    """What each source has before it, by the id of its vertex."""

    inputs: Mapping[str, InputMeasure]

    @property
    def partitions(self) -> tuple[PartitionMeasure, ...]:
        """Each once, however many sources read it."""
        return tuple({each.name: each for found in self.inputs.values() for each in found.partitions}.values())


def measure_kafka(observation: Observation) -> KafkaMeasure | Unknown:
    """Unknown, with the reason, when no Kafka was asked or it did not answer at every look."""
    kafkas = observation.kafkas
    if isinstance(kafkas, Unknown):
        return kafkas
    looks = [{each.name: each for each in kafka.partitions} for kafka in kafkas]
    milliseconds = 1000 * (kafkas[-1].taken_at - kafkas[0].taken_at).total_seconds()
    read = [{vertex.id: vertex.partition_offsets for vertex in sample.vertices} for sample in observation.samples]
    inputs = {}
    for vertex, offsets in read[-1].items():
        before = [look.get(vertex, {}) for look in read]
        if offsets and all(name in look for name in offsets for look in looks):
            inputs[vertex] = InputMeasure(tuple(_partition(name, looks, before, milliseconds) for name in offsets))
    return KafkaMeasure(inputs) if inputs else Unknown("Kafka was not asked for all partitions that a source reads")


def _partition(
    name: str,
    looks: Sequence[Mapping[str, PartitionSample]],
    read: Sequence[Mapping[str, Measure]],
    milliseconds: float,
) -> PartitionMeasure:
    first, last = looks[0][name].end_offset, looks[-1][name].end_offset
    arriving = rate(first, last, milliseconds)
    if is_known(first) and is_known(last) and last < first:
        arriving = Unknown("the end of a partition went backwards: the topic was made anew")
    offsets = [each.get(name, NOT_THERE) for each in read]
    reached = [_reached(offsets[number:]) for number in range(len(offsets))]
    waiting = tuple(_waiting(look[name], offset, first) for look, offset in zip(looks, reached, strict=True))
    return PartitionMeasure(name, arriving, waiting)


def _reached(offsets: Sequence[Measure]) -> Measure:
    """How far it was read at the first of these looks; no further than at a later one, where nothing was told yet."""
    later = (each for each in offsets if is_known(each))
    return next(later, NOTHING_READ) if offsets[0] == NOTHING_READ else offsets[0]


def _waiting(partition: PartitionSample, read: Measure, end_at_first: Measure) -> Measure:
    """By the last record that Flink read, which is newer than what it committed with its last checkpoint.

    A source that is held back comes to its partitions one after the other. Of one that it has not come to, at least
    what arrived since the first look waits.
    """
    end, committed = partition.end_offset, partition.committed_offset
    if not is_known(end) or end == 0:
        return end
    if is_known(read):
        return max(0.0, end - read - 1)
    if is_known(committed):
        return max(0.0, end - committed)
    return max(0.0, end - end_at_first) if read == NOTHING_READ and is_known(end_at_first) else read
