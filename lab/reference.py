"""What the job must have done, computed without Flink: read the topic, enrich in plain Python, keep the newest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

from jobs.examples.orders import enrich

Row = dict[str, Any]


def read_topic(bootstrap_servers: str, topic: str) -> Iterator[tuple[int, int, bytes | None]]:
    """Every message of the topic as (partition, offset, value), up to the end as it is now."""
    consumer = Consumer({"bootstrap.servers": bootstrap_servers, "group.id": "narrows-reference"})
    try:
        partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
        left = {}
        for partition in partitions:
            _low, high = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=10)
            if high > 0:
                left[partition] = high
        consumer.assign([TopicPartition(topic, partition, OFFSET_BEGINNING) for partition in left])
        while left:
            for message in consumer.consume(1_000, timeout=0.5):
                if message.error():
                    raise RuntimeError(str(message.error()))
                partition, offset = int(message.partition() or 0), int(message.offset() or 0)
                if offset + 1 >= left.get(partition, 0):
                    left.pop(partition, None)
                yield partition, offset, message.value()
    finally:
        consumer.close()


def newest_rows(
    messages: Iterator[tuple[int, int, bytes | None]], enrich: Callable[[Row], Row], key: str, version: str
) -> dict[Any, Row]:
    """The final table: for every key the row of the greatest (version, offset)."""
    rows: dict[Any, Row] = {}
    for _partition, offset, value in messages:
        row = {**enrich(json.loads(value or b"")), "source_offset": offset}
        known = rows.get(row[key])
        if known is None or (row[version], offset) > (known[version], known["source_offset"]):
            rows[row[key]] = row
    return rows


def as_numeric(value: float, scale: int = 2) -> Decimal:
    """A float the way Postgres stores it in numeric(p, scale)."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_UP)


def expected_orders(bootstrap_servers: str, topic: str) -> dict[str, tuple[Any, ...]]:
    """The example table as it must be, key -> the other columns as Postgres gives them back."""
    newest = newest_rows(_decodable(read_topic(bootstrap_servers, topic)), enrich, "order_id", "event_timestamp")
    return {key: _as_stored(row) for key, row in newest.items()}


def stored_orders(connection: Any, table: str = "enriched_orders") -> dict[str, tuple[Any, ...]]:
    """The example table as it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT order_id, customer_id, amount, currency, amount_eur, is_large, status, event_timestamp, "
            f"source_offset FROM {table}"
        )
        return {row[0]: tuple(row[1:]) for row in cursor}


def _as_stored(row: Row) -> tuple[Any, ...]:
    return (
        row["customer_id"],
        as_numeric(row["amount"]),
        row["currency"],
        as_numeric(row["amount_eur"]),
        row["is_large"],
        row["status"],
        row["event_timestamp"],
        row["source_offset"],
    )


def _decodable(messages: Iterator[tuple[int, int, bytes | None]]) -> Iterator[tuple[int, int, bytes | None]]:
    """Bad messages of lab.orders carry no key of a good one; they are told by having none that decodes."""
    for message in messages:
        try:
            order = json.loads(message[2] or b"")
        except ValueError:
            continue
        if isinstance(order, dict) and str(order.get("order_id", "bad")).startswith("o-"):
            yield message
