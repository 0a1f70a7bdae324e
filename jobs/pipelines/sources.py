"""The view RECORDS, in two ways: a stream without event time, and a table with it."""

from __future__ import annotations

from pyflink.common import WatermarkStrategy
from pyflink.datastream import StreamExecutionEnvironment
from pyflink.table import StreamTableEnvironment

from jobs.connectors.kafka import kafka_source
from jobs.connectors.kafka_table import kafka_table
from jobs.pipelines.stages import RECORDS
from jobs.settings import Settings, WindowedSettings


def read_stream(env: StreamExecutionEnvironment, tables: StreamTableEnvironment, settings: Settings) -> None:
    source = env.from_source(kafka_source(settings.kafka), WatermarkStrategy.no_watermarks(), "kafka_source")
    tables.create_temporary_view(RECORDS, tables.from_data_stream(source))


def read_with_event_time(tables: StreamTableEnvironment, settings: WindowedSettings) -> None:
    """Each partition has a watermark of its own, which no way of reading it as a stream can give."""
    window = settings.window
    tables.get_config().set("table.exec.source.idle-timeout", f"{window.idleness_ms} ms")
    table = kafka_table(settings.kafka, settings.enrichment.event_time_field, window.out_of_orderness_ms)
    tables.create_temporary_table(RECORDS, table)
