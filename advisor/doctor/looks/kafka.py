"""Kafka: brokers, the two topics, and whether the consumer group's offsets can be read. Joins no group."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from contextlib import closing
from types import ModuleType
from typing import Any

from advisor.doctor.seen import Kafka, NotAsked, Topic
from advisor.model.unknown import Unknown
from advisor.profile.schema.kafka import Kafka as Settings

ANSWER_SECONDS = 5.0
# A broker that has just started answers "not coordinator" for some seconds.
COORDINATOR_TRIES = 10
# "(after 0ms in state CONNECT, 1 identical error(s) suppressed)" and the broker's name in librdkafka's own spelling.
_FURTHER = re.compile(r" \(after .*|^[^ ]*/[^ ]+: ")
# librdkafka writes to standard error what its callers get as errors anyway.
_SILENT = logging.Logger("kafka")
_SILENT.addHandler(logging.NullHandler())


def look_at_kafka(settings: Settings) -> Kafka | Unknown:
    """As the job would see it, in plain text: what it takes to log in are files of the cluster, in Java's forms."""
    protocol = str(settings.consumer.get("security.protocol", "PLAINTEXT"))
    if protocol.upper() != "PLAINTEXT":
        return NotAsked(f"kafka.consumer asks for {protocol}, and its keys are the cluster's; from here, use its tools")
    try:
        import confluent_kafka.admin
    except ImportError:
        return NotAsked("Kafka's client library is not installed: pip install 'narrows[kafka]'")
    return _Look(confluent_kafka, settings, time.sleep).look()


class _Look:
    def __init__(self, library: ModuleType, settings: Settings, sleep: Callable[[float], None]) -> None:
        self._library, self._settings, self._sleep = library, settings, sleep
        self._fault = ""

    def look(self) -> Kafka | Unknown:
        admin = None
        try:
            admin = self._library.admin.AdminClient(self._configuration(), logger=_SILENT)
            # All topics: to ask for one that is not there may create it.
            metadata = admin.list_topics(timeout=ANSWER_SECONDS)
        except self._library.KafkaException as error:
            if admin is not None:
                admin.poll(0)  # what the connection says is nearer to the cause than the question it did not answer
            return Unknown(f"{self._settings.bootstrap_servers}: {self._fault or _line(error.args[0])}")
        source, dead_letters = (
            Topic(name, _partitions(metadata.topics.get(name)))
            for name in (self._settings.topic, self._settings.dead_letter_topic)
        )
        return Kafka(len(metadata.brokers), source, dead_letters, self._group(source))

    def _group(self, source: Topic) -> str | None:
        """Why the group's offsets cannot be read; asked again while a broker is still taking the group over."""
        for _ in range(COORDINATOR_TRIES):
            code, reason = self._ask_for_offsets(source)
            if code not in (
                self._library.KafkaError.NOT_COORDINATOR,
                self._library.KafkaError.COORDINATOR_NOT_AVAILABLE,
                self._library.KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
            ):
                break
            self._sleep(1.0)
        return reason

    def _ask_for_offsets(self, source: Topic) -> tuple[int | None, str | None]:
        """Kafka's error and its sentence. Asked by a consumer that never subscribes: it joins nothing."""
        wanted = [self._library.TopicPartition(source.name, each) for each in range(source.partitions or 1)]
        try:
            configuration = {**self._configuration(), "group.id": self._settings.group_id, "enable.auto.commit": False}
            with closing(self._library.Consumer(configuration, logger=_SILENT)) as consumer:
                answers = consumer.committed(wanted, timeout=ANSWER_SECONDS)
            faults = [each.error for each in answers if each.error is not None]
        except self._library.KafkaException as error:
            faults = [error.args[0]]
        return (faults[0].code(), _line(faults[0])) if faults else (None, None)

    def _note(self, fault: Any) -> None:
        self._fault = self._fault or _FURTHER.sub("", _line(fault))

    def _configuration(self) -> dict[str, Any]:
        milliseconds = int(1000 * ANSWER_SECONDS)
        return {
            "bootstrap.servers": self._settings.bootstrap_servers,
            "client.id": "narrows-doctor",
            "allow.auto.create.topics": False,
            "log_level": 0,
            "error_cb": self._note,
            "socket.timeout.ms": milliseconds,
            "socket.connection.setup.timeout.ms": milliseconds,
        }


def _partitions(found: Any) -> int | None:
    return len(found.partitions) if found is not None and found.error is None else None


def _line(error: Any) -> str:
    """What went wrong, without librdkafka's numbers."""
    return " ".join(str(error.str()).split()) or "it does not answer"
