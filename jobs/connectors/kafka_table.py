"""Kafka's topic as a table with event time: the connector's options, and how the time is found in a record."""

from __future__ import annotations

from pyflink.table import DataTypes, Schema, TableDescriptor
from pyflink.table.expressions import col, lit

from jobs.connectors.kafka import SOURCE_COLUMNS, property_text, start_timestamp_ms
from jobs.settings import Kafka

_STARTUP_MODES = {"committed": "group-offsets", "earliest": "earliest-offset", "latest": "latest-offset"}


def kafka_table(kafka: Kafka, event_time_field: str, out_of_orderness_ms: int) -> TableDescriptor:
    """Raw values with partition, offset and timestamp, in SOURCE_COLUMNS, and a watermark for each partition.

    The watermark is made inside the source, in Java, partition by partition: one that is read faster than the others
    makes no record of theirs late.
    """
    value, partition, offset, timestamp = SOURCE_COLUMNS
    schema = (
        Schema.new_builder()
        .column(value, DataTypes.BYTES())
        .column_by_metadata(partition, DataTypes.INT(), "partition", True)
        .column_by_metadata(offset, DataTypes.BIGINT(), "offset", True)
        .column_by_metadata(timestamp, DataTypes.TIMESTAMP_LTZ(3), "timestamp", True)
        .column_by_expression("event_time", event_time(event_time_field))
        .watermark("event_time", col("event_time") - lit(out_of_orderness_ms).millis)
        .build()
    )
    builder = TableDescriptor.for_connector("kafka").schema(schema).format("raw")
    for key, option in kafka_options(kafka).items():
        builder = builder.option(key, option)
    return builder.build()


def event_time(field: str) -> str:
    """SQL for a record's event time: milliseconds in a field of the JSON value, else Kafka's own timestamp.

    Never later than Kafka's: one record from the future would close all windows before it.
    """
    timestamp = SOURCE_COLUMNS[3]
    if not field:
        return timestamp
    in_path = field.replace("\\", "\\\\").replace("'", "\\'")
    path = f"$['{in_path}']".replace("'", "''")
    milliseconds = f"TRY_CAST(JSON_VALUE(CAST({SOURCE_COLUMNS[0]} AS STRING), '{path}') AS BIGINT)"
    return f"COALESCE(LEAST(TO_TIMESTAMP_LTZ({milliseconds}, 3), {timestamp}), {timestamp})"


def kafka_options(kafka: Kafka) -> dict[str, str]:
    """The connector's options for what jobs.connectors.kafka sets on its builder."""
    options = {
        "topic": kafka.topic,
        "properties.bootstrap.servers": kafka.bootstrap_servers,
        "properties.group.id": kafka.group_id,
        "properties.auto.offset.reset": "earliest",  # of a group that has committed nothing
        "scan.topic-partition-discovery.interval": f"{max(0, kafka.partition_discovery_interval_ms)} ms",  # 0: never
    }
    if kafka.start_from in _STARTUP_MODES:
        options["scan.startup.mode"] = _STARTUP_MODES[kafka.start_from]
    else:
        options["scan.startup.mode"] = "timestamp"
        options["scan.startup.timestamp-millis"] = str(start_timestamp_ms(kafka.start_from))
    if kafka.bounded:
        options["scan.bounded.mode"] = "latest-offset"
    return options | {f"properties.{key}": property_text(value) for key, value in kafka.consumer.items()}
