"""What arrives: a backlog, a steady stream, bursts, or nothing."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from confluent_kafka import Producer

from lab.errors import LabError
from lab.orders import good_orders
from lab.producer import produce
from lab.scenarios.place import Place
from lab.scenarios.planted.stages import POISON

PARTITIONS = 4
_TICK_SECONDS = 0.05
_DISTINCT_ORDERS = 20_000
_CUSTOMER = b'"customer_id":"'


@dataclass(frozen=True)
class Backlog:
    """So many orders wait when the job starts, and no more come.

    `hot_key_share` of them carry one customer, `hot_partition_share` lie in one partition; `poison` puts one record
    that cannot be parsed behind so many others.
    """

    orders: int
    partitions: int = PARTITIONS
    hot_key_share: float = 0.0
    hot_partition_share: float = 0.0
    poison_after: int | None = None

    def topic(self, _place: Place) -> str:
        """Runs that want the same backlog share it: it is only read."""
        shares = f"{self.hot_key_share:g}_{self.hot_partition_share:g}_{self.poison_after}"
        return f"backlog_{self.orders}_{self.partitions}_{shares}"

    def prepare(self, place: Place) -> None:
        if place.create_topic(self.topic(place), self.partitions):
            self._fill(place)

    def start(self, _place: Place) -> Callable[[], None]:
        return lambda: None

    def _fill(self, place: Place) -> None:
        topic, rng = self.topic(place), random.Random(7)
        producer = Producer({"bootstrap.servers": place.stack.bootstrap_servers, "linger.ms": 20, "log_level": 3})
        for number, order in enumerate(_numbered_orders(self.orders)):
            value = POISON.encode() if number == self.poison_after else self._made_hot(order, rng)
            partition = 0 if rng.random() < self.hot_partition_share else rng.randrange(self.partitions)
            while True:
                try:
                    producer.produce(topic, value, partition=partition)
                    break
                except BufferError:
                    producer.poll(0.1)
        if producer.flush(60):
            raise LabError(f"{topic}: the broker did not take the whole backlog")

    def _made_hot(self, order: bytes, rng: random.Random) -> bytes:
        if rng.random() >= self.hot_key_share:
            return order
        start = order.index(_CUSTOMER) + len(_CUSTOMER)
        return order[:start] + b"c-00001" + order[start + 7 :]


@dataclass(frozen=True)
class Stream:
    """Orders that keep coming: `per_second` for `on_seconds`, then nothing for `off_seconds`, and so on."""

    per_second: float
    on_seconds: float = 1.0
    off_seconds: float = 0.0
    partitions: int = PARTITIONS

    def topic(self, place: Place) -> str:
        return place.topic

    def prepare(self, place: Place) -> None:
        place.create_topic(place.topic, self.partitions)

    def start(self, place: Place) -> Callable[[], None]:
        ended = threading.Event()
        arguments = (place.stack.bootstrap_servers, place.topic, self._orders(ended))
        thread = threading.Thread(target=produce, args=arguments, daemon=True)
        thread.start()

        def end() -> None:
            ended.set()
            thread.join(30)

        return end

    def _orders(self, ended: threading.Event) -> Iterator[bytes]:
        """As many as are due, a tick at a time."""
        orders = good_orders(10**9, keys=10**8)
        started, sent = time.monotonic(), 0
        while not ended.wait(_TICK_SECONDS):
            due = int(self._due(time.monotonic() - started)) - sent
            yield from (_happening_now(each.value) for each in islice(orders, due))
            sent += due

    def _due(self, seconds: float) -> float:
        period = self.on_seconds + self.off_seconds
        whole, rest = divmod(seconds, period)
        return self.per_second * (whole * self.on_seconds + min(rest, self.on_seconds))


@dataclass(frozen=True)
class Nothing:
    """A topic with a few orders in it, of long ago."""

    orders: int = 500
    partitions: int = PARTITIONS

    def topic(self, place: Place) -> str:
        return place.topic

    def prepare(self, place: Place) -> None:
        place.create_topic(place.topic, self.partitions)
        produce(place.stack.bootstrap_servers, place.topic, good_orders(self.orders, keys=self.orders))

    def start(self, _place: Place) -> Callable[[], None]:
        return lambda: None


def _happening_now(order: bytes) -> bytes:
    """With an event time of this moment: latency counts from there."""
    return order[: order.rindex(b":") + 1] + b"%d}" % (time.time_ns() // 1_000_000)


def _numbered_orders(count: int) -> Iterator[bytes]:
    """Orders with ids of their own. Making each of millions anew would take minutes, so all but the id repeats."""
    tails = [each.value[each.value.index(b'","') :] for each in good_orders(min(count, _DISTINCT_ORDERS), keys=1)]
    for number in range(count):
        yield b'{"order_id":"o-%08d' % number + tails[number % len(tails)]
