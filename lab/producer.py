"""Puts messages into a topic, as fast as it goes or at a steady rate."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from confluent_kafka import Producer

from lab.orders import Message


def produce(
    bootstrap_servers: str, topic: str, messages: Iterable[Message | bytes], *, rate_per_second: float = 0.0
) -> int:
    """Send all messages and wait until the broker has them; returns how many.

    A bare value goes without key. `rate_per_second` 0 sends as fast as the broker takes them.
    Raises RuntimeError when the broker refuses one.
    """
    failures: list[str] = []

    def note(error: Any, _message: Any) -> None:
        if error is not None:
            failures.append(str(error))

    producer = Producer(
        {
            "bootstrap.servers": bootstrap_servers,
            "log_level": 3,
            "linger.ms": 20,
            "batch.size": 262_144,
            "compression.type": "lz4",
            "queue.buffering.max.messages": 200_000,
            "on_delivery": note,
        }
    )
    started, sent = time.monotonic(), 0
    for message in messages:
        key, value = message if isinstance(message, Message) else (None, message)
        _send(producer, topic, key, value)
        sent += 1
        if rate_per_second and sent % 100 == 0:
            time.sleep(max(0.0, sent / rate_per_second - (time.monotonic() - started)))
    if producer.flush(60) or failures:
        raise RuntimeError(f"{topic}: {len(failures)} messages refused, first: {failures[:1]}")
    return sent


def _send(producer: Any, topic: str, key: bytes | None, value: bytes) -> None:
    while True:
        try:
            producer.produce(topic, value, key)
        except BufferError:  # the local queue is full: wait until the broker has taken some
            producer.poll(0.1)
        else:
            producer.poll(0)
            return
