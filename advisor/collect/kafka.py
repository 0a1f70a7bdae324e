"""Looks at the topics that a job reads: end and committed offsets, per partition. Reads only, joins no group."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from types import ModuleType
from typing import Any

from advisor.errors import BadInput
from advisor.model.kafka import KafkaSample, PartitionSample
from advisor.model.observation import JobSample
from advisor.model.unknown import Measure, Unknown

ANSWER_SECONDS = 5.0
NO_GROUP = Unknown("no consumer group was named")
NO_PARTITIONS = Unknown("Flink tells no Kafka partition of the job's sources")
_BROKER = re.compile(r"(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(?P<port>[0-9]{1,5})")
_HIGHEST_PORT = 65_535
_LONGEST_NUMBER = 10  # of a partition, which is 32 bits
# "(after 0ms in state CONNECT, 1 identical error(s) suppressed)" and the broker's name in librdkafka's own spelling.
_FURTHER = re.compile(r" \(after .*|^[^ ]*/[^ ]+: ")
# librdkafka writes to standard error what its callers get as errors anyway.
_SILENT = logging.Logger("kafka")
_SILENT.addHandler(logging.NullHandler())

Partition = tuple[str, int]


class Kafka:
    """A Kafka to look at several times; it may be away in between: that is an answer too, not an error.

    Raises BadInput for an address that is none, and when there is no client library.
    """

    def __init__(
        self,
        bootstrap_servers: str,
        group_id: str | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    ) -> None:
        self._place = ",".join(_checked(each.strip()) for each in bootstrap_servers.split(","))
        self._library = _client_library()
        self._group_id, self._now = group_id, now
        self._admin: Any = None
        self._consumer: Any = None
        self._fault = ""

    def look(self, job: JobSample) -> KafkaSample | Unknown:
        """The partitions of all topics that the job's sources read; Unknown when Kafka does not answer."""
        partitions = partitions_of(job)
        if not partitions:
            return NO_PARTITIONS
        try:
            ends = self._end_offsets(partitions)
        except (self._library.KafkaException, ValueError, TypeError) as error:
            return self._away(_sentence(error))
        failed = [each for each in ends.values() if isinstance(each, Unknown)]
        if len(failed) == len(ends):
            return self._away(failed[0].reason)
        taken_at = self._now()
        committed = self._committed(partitions)
        return KafkaSample(taken_at, tuple(PartitionSample(*each, ends[each], committed[each]) for each in partitions))

    def close(self) -> None:
        """End the connections; looking again opens others."""
        if self._consumer is not None:
            self._consumer.close()
        self._admin = self._consumer = None

    def _away(self, sentence: str) -> Unknown:
        """What the connection says is nearer to the cause than the question that was not answered for it."""
        self._fault = ""
        if self._admin is not None:
            self._admin.poll(0)
        return Unknown(f"Kafka at {self._place}: {self._fault or sentence}")

    def _end_offsets(self, partitions: list[Partition]) -> dict[Partition, Measure]:
        """One request a broker, for all partitions that it leads. What is not known of one is known of the others."""
        admin = self._library.admin
        self._admin = self._admin or admin.AdminClient(self._settings(), logger=_SILENT)
        wanted = {self._library.TopicPartition(*each): admin.OffsetSpec.latest() for each in partitions}
        answers = self._admin.list_offsets(wanted, request_timeout=ANSWER_SECONDS)
        return {(each.topic, each.partition): self._end_offset(answer) for each, answer in answers.items()}

    def _end_offset(self, answer: Any) -> Measure:
        try:
            return float(answer.result(2 * ANSWER_SECONDS).offset)
        except (self._library.KafkaException, TimeoutError) as error:
            return Unknown(_sentence(error))

    def _committed(self, partitions: list[Partition]) -> dict[Partition, Measure]:
        if self._group_id is None:
            return dict.fromkeys(partitions, NO_GROUP)
        # AdminClient.list_consumer_group_offsets ends the whole process when the group's coordinator has just moved
        # (librdkafka looks for a group that an admin client has not). A consumer that never subscribes can ask.
        try:
            self._consumer = self._consumer or self._library.Consumer(
                {**self._settings(), "group.id": self._group_id, "enable.auto.commit": False}, logger=_SILENT
            )
            wanted = [self._library.TopicPartition(*each) for each in partitions]
            answers = self._consumer.committed(wanted, timeout=ANSWER_SECONDS)
        except self._library.KafkaException as error:
            return dict.fromkeys(partitions, Unknown(f"consumer group {self._group_id}: {_sentence(error)}"))
        nothing = Unknown(f"consumer group {self._group_id} has committed nothing of the partition")
        found: dict[Partition, Measure] = dict.fromkeys(partitions, nothing)
        for each in answers:
            if each.error is None and each.offset >= 0:
                found[each.topic, each.partition] = float(each.offset)
        return found

    def _note(self, fault: Any) -> None:
        self._fault = self._fault or _FURTHER.sub("", " ".join(fault.str().split()))

    def _settings(self) -> dict[str, Any]:
        milliseconds = int(1000 * ANSWER_SECONDS)
        return {
            "bootstrap.servers": self._place,
            "client.id": "narrows-advisor",
            "log_level": 0,
            "error_cb": self._note,
            "socket.timeout.ms": milliseconds,
            "socket.connection.setup.timeout.ms": milliseconds,
        }


def partitions_of(job: JobSample) -> list[Partition]:
    """Topic and number of each partition that a source of the job reads."""
    names = {name for vertex in job.vertices for name in vertex.partition_offsets}
    return sorted(_split(names))


def _split(names: Iterable[str]) -> Iterable[Partition]:
    for name in names:
        topic, _, number = name.rpartition("-")  # a topic may have dashes of its own
        if len(number) < _LONGEST_NUMBER:
            yield topic, int(number)


def _checked(address: str) -> str:
    found = _BROKER.fullmatch(address)
    if found is None or not 0 < int(found["port"]) <= _HIGHEST_PORT:
        raise BadInput(f"--kafka {address!r} is no broker's address; it looks like host:9092, several with commas")
    return address


def _client_library() -> ModuleType:
    try:
        import confluent_kafka.admin
    except ImportError as error:
        raise BadInput("--kafka needs Kafka's client library: pip install narrows[kafka]") from error
    return confluent_kafka


def _sentence(error: Exception) -> str:
    """What went wrong, without librdkafka's numbers."""
    cause: Any = error.args[0] if error.args else None
    text = cause.str() if hasattr(cause, "str") else str(error)
    return " ".join(text.split()) or "it does not answer"
