"""The only file that touches Kafka's connector classes: the source, the dead-letter sink, the check before submit.

The same source as a table, with event time, is in kafka_table.py.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from py4j.protocol import Py4JJavaError
from pyflink.common.serialization import SimpleStringSchema
from pyflink.datastream.connectors.base import DeliveryGuarantee
from pyflink.datastream.connectors.kafka import (
    KafkaOffsetResetStrategy,
    KafkaOffsetsInitializer,
    KafkaRecordSerializationSchema,
    KafkaSink,
    KafkaSource,
)
from pyflink.java_gateway import get_gateway
from pyflink.util.java_utils import load_java_class, to_jarray

from jobs.errors import NotReachable, SettingsError
from jobs.settings import Kafka

_TABLE = "org.apache.flink.streaming.connectors.kafka.table"
# The columns of the source's records, in this order: the value as it is, then Kafka's metadata.
SOURCE_COLUMNS = ("raw_value", "partition_id", "record_offset", "record_time")
_METADATA = ("partition", "offset", "timestamp")


def kafka_source(kafka: Kafka) -> KafkaSource:
    """Raw values with partition, offset and timestamp, as rows of SOURCE_COLUMNS."""
    builder = (
        KafkaSource.builder()
        .set_bootstrap_servers(kafka.bootstrap_servers)
        .set_topics(kafka.topic)
        .set_group_id(kafka.group_id)
        .set_starting_offsets(_starting_offsets(kafka.start_from))
        .set_property("partition.discovery.interval.ms", str(kafka.partition_discovery_interval_ms))
    )
    for key, value in kafka.consumer.items():
        builder = builder.set_property(key, property_text(value))
    if kafka.bounded:
        builder = builder.set_bounded(KafkaOffsetsInitializer.latest())
    builder._j_builder.setDeserializer(_raw_with_metadata())
    return builder.build()


def property_text(value: object) -> str:
    """A value of a profile as Kafka's properties spell it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _starting_offsets(start_from: str) -> KafkaOffsetsInitializer:
    if start_from == "committed":
        return KafkaOffsetsInitializer.committed_offsets(KafkaOffsetResetStrategy.EARLIEST)
    if start_from == "earliest":
        return KafkaOffsetsInitializer.earliest()
    if start_from == "latest":
        return KafkaOffsetsInitializer.latest()
    return KafkaOffsetsInitializer.timestamp(start_timestamp_ms(start_from))


def start_timestamp_ms(start_from: str) -> int:
    """Milliseconds since 1970 of an ISO timestamp."""
    moment = datetime.fromisoformat(start_from.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)  # not the time zone of whoever submits
    return int(moment.timestamp() * 1000)


def _raw_with_metadata() -> Any:
    """A deserializer that keeps where a record came from, which no public one for the DataStream API does.

    The SQL connector has it, package-private; reflection is the only door. Everything that depends on the
    connector's inside is in this function.
    """
    jvm = get_gateway().jvm
    data_types = jvm.org.apache.flink.table.api.DataTypes
    metadata = {
        constant.key: constant
        for constant in (
            _fields(constant)
            for constant in load_java_class(f"{_TABLE}.KafkaDynamicSource$ReadableMetadata").getEnumConstants()
        )
    }
    chosen = [metadata[key] for key in _METADATA]
    names = to_jarray(jvm.String, SOURCE_COLUMNS)
    types = [data_types.BYTES().getLogicalType(), *(each.data_type.getLogicalType() for each in chosen)]
    logical = jvm.org.apache.flink.table.types.logical
    row_type = logical.RowType.of(to_jarray(logical.LogicalType, types), names)
    type_info = jvm.org.apache.flink.table.runtime.typeutils.InternalTypeInfo
    raw = jvm.org.apache.flink.formats.raw.RawFormatDeserializationSchema(
        types[0], type_info.of(types[0]), "UTF-8", True
    )
    constructor = next(
        each
        for each in load_java_class(f"{_TABLE}.DynamicKafkaDeserializationSchema").getDeclaredConstructors()
        if each.getParameterCount() == 9
    )
    constructor.setAccessible(True)
    converter = load_java_class(f"{_TABLE}.DynamicKafkaDeserializationSchema$MetadataConverter")
    converters = jvm.java.lang.reflect.Array.newInstance(converter, len(chosen))
    for index, each in enumerate(chosen):
        converters[index] = each.converter
    no_key = to_jarray(jvm.int, [])
    # One physical column, the value; the metadata columns are appended to it.
    arguments = to_jarray(
        jvm.Object,
        [
            1,
            None,
            no_key,
            raw,
            to_jarray(jvm.int, [0]),
            True,
            converters,
            type_info.of(row_type),
            False,
        ],
    )
    return constructor.newInstance(arguments)


class _fields:  # noqa: N801
    """The three fields of a metadata constant, read past their package-private doors."""

    def __init__(self, constant: Any) -> None:
        self.key: str = _field(constant, "key")
        self.data_type = _field(constant, "dataType")
        self.converter = _field(constant, "converter")


def _field(instance: Any, name: str) -> Any:
    field = load_java_class(f"{_TABLE}.KafkaDynamicSource$ReadableMetadata").getDeclaredField(name)
    field.setAccessible(True)
    return field.get(instance)


def dead_letter_sink(kafka: Kafka) -> KafkaSink:
    """At least once: a dead letter can appear twice after a failure, never not at all."""
    builder = (
        KafkaSink.builder()
        .set_bootstrap_servers(kafka.bootstrap_servers)
        .set_delivery_guarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .set_record_serializer(
            KafkaRecordSerializationSchema.builder()
            .set_topic(kafka.dead_letter_topic)
            .set_value_serialization_schema(SimpleStringSchema())
            .build()
        )
    )
    for key, value in kafka.producer.items():
        builder = builder.set_property(key, property_text(value))
    return builder.build()


def check_topics(kafka: Kafka, timeout_ms: int = 10_000) -> dict[str, int]:
    """Partitions of the source topic and the dead-letter topic.

    Raises NotReachable when no broker answers in time, SettingsError when a topic is not there.
    """
    jvm = get_gateway().jvm
    properties = jvm.java.util.Properties()
    for key, value in {**kafka.consumer, "bootstrap.servers": kafka.bootstrap_servers}.items():
        properties.setProperty(key, property_text(value))
    properties.setProperty("default.api.timeout.ms", str(timeout_ms))
    properties.setProperty("request.timeout.ms", str(timeout_ms // 2))
    admin_class = jvm.org.apache.flink.kafka.shaded.org.apache.kafka.clients.admin.Admin
    try:
        admin = admin_class.create(properties)
    except TypeError as error:  # how py4j says that there is no such class
        raise SettingsError(
            "the Kafka connector is not on the client's class path: put flink-sql-connector-kafka into "
            "lib/ of FLINK_HOME, and set FLINK_HOME"
        ) from error
    except Py4JJavaError as error:
        raise NotReachable(f"kafka.bootstrap_servers: {kafka.bootstrap_servers!r} is no address of a broker") from error
    try:
        names = jvm.java.util.ArrayList()
        names.add(kafka.topic)
        names.add(kafka.dead_letter_topic)
        futures = admin.describeTopics(names).topicNameValues()
        return {
            setting: _partitions(futures, kafka, setting, name)
            for setting, name in (("topic", kafka.topic), ("dead_letter_topic", kafka.dead_letter_topic))
        }
    finally:
        admin.close(jvm.java.time.Duration.ofSeconds(1))


def _partitions(futures: Any, kafka: Kafka, setting: str, name: str) -> int:
    try:
        return int(futures.get(name).get().partitions().size())
    except Py4JJavaError as error:
        if "UnknownTopicOrPartition" in str(error.java_exception):
            raise SettingsError(
                f"kafka.{setting}: there is no topic {name!r} on {kafka.bootstrap_servers}; create it first"
            ) from error
        raise NotReachable(
            f"kafka.bootstrap_servers: no broker answers at {kafka.bootstrap_servers}; is Kafka running there?"
        ) from error
