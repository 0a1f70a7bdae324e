"""Wires the main job: kafka_source -> enrichment -> jdbc_sink -> dead_letters."""

from __future__ import annotations

from math import ceil
from typing import Any

from pyflink.common import Types, WatermarkStrategy
from pyflink.datastream import DataStream, StreamExecutionEnvironment
from pyflink.table import StreamTableEnvironment, Table

from jobs.connectors.kafka import SOURCE_COLUMNS, dead_letter_sink, kafka_source
from jobs.operators.functions import CollectBatches, EnrichBatch, EnrichRecord, one_by_one, vectorised
from jobs.operators.placement import Bundle, name_operators, set_bundle, start_chain, upstream_until
from jobs.operators.sink import JdbcSink
from jobs.settings import Operator, Settings
from jobs.target import Target

# The enrichment is called with at least so many records, however small the sink's batches: below that,
# crossing from Flink into Python costs more than the work.
SMALLEST_ARROW_BATCH = 1000
# One is computed while the one before travels on; more would only wait, and a checkpoint waits for them.
ARROW_BATCHES_A_BUNDLE = 2
# So many rows may wait in the sink's Python worker: enough to hide the way there, few enough for a checkpoint.
ROWS_IN_FLIGHT = 1000
SINK_BUNDLE_TIME_MS = 20


def build(env: StreamExecutionEnvironment, settings: Settings, target: Target) -> None:
    """Add the whole job to `env`; nothing runs yet."""
    env.set_max_parallelism(settings.job.max_parallelism)
    env.set_parallelism(1)
    operators = settings.operators
    source = env.from_source(kafka_source(settings.kafka), WatermarkStrategy.no_watermarks(), "kafka_source")
    _place(source, "kafka_source", operators.kafka_source)
    batches = _enrich(StreamTableEnvironment.create(env), source, settings, target)
    dead_letters = batches.process(JdbcSink(settings, target), output_type=Types.STRING())
    _place(dead_letters, "jdbc_sink", operators.jdbc_sink)
    set_bundle(
        dead_letters._j_data_stream.getTransformation(),
        Bundle(ceil(ROWS_IN_FLIGHT / operators.jdbc_sink.batch_size), SINK_BUNDLE_TIME_MS),
    )
    # A sink that must not be chained would fall apart into writer and committer; an exchange keeps it in one piece.
    exchanged = dead_letters if operators.dead_letters.chaining else dead_letters.rebalance()
    sink = exchanged.sink_to(dead_letter_sink(settings.kafka))
    sink.name("dead_letters").uid("dead_letters").set_parallelism(operators.dead_letters.parallelism)


def _place(stream: DataStream, uid: str, operator: Operator) -> None:
    stream.name(uid).uid(uid).set_parallelism(operator.parallelism)
    if not operator.chaining:
        stream.disable_chaining()


def _enrich(tables: StreamTableEnvironment, source: DataStream, settings: Settings, target: Target) -> DataStream:
    """The enrichment as a Python function of the Table API, the only way in that hands over whole Arrow batches."""
    # PyFlink moves timestamps into the session's time zone; in any but UTC some local times do not exist.
    tables.get_config().set_local_timezone("UTC")
    batch_size = settings.operators.jdbc_sink.batch_size
    enrichment = (settings.enrichment.function, target, settings.enrichment.event_time_field)
    if settings.enrichment.mode == "batch":
        tables.create_temporary_function("enrich", vectorised(EnrichBatch(*enrichment, batch_size)))
        call, names = "enrich({})", ["enrichment"]
    else:
        tables.create_temporary_function("enrich", one_by_one(EnrichRecord(*enrichment)))
        tables.create_temporary_function("collect_batches", vectorised(CollectBatches(batch_size)))
        call, names = "collect_batches(enrich({}))", ["enrichment", "batching"]
    tables.create_temporary_view("records", _as_table(tables, source))
    result = tables.sql_query(
        f"SELECT packed FROM (SELECT {call.format(', '.join(SOURCE_COLUMNS))} AS packed FROM records) "
        "WHERE packed IS NOT NULL"
    )
    batches = tables.to_data_stream(result)
    _place_enrichment(batches, source, names, settings)
    return batches


def _as_table(tables: StreamTableEnvironment, source: DataStream) -> Table:
    return tables.from_data_stream(source)


def _place_enrichment(batches: DataStream, source: DataStream, names: list[str], settings: Settings) -> None:
    operator = settings.operators.enrichment
    line: list[Any] = upstream_until(
        batches._j_data_stream.getTransformation(), source._j_data_stream.getTransformation()
    )
    for transformation in name_operators(line, names, operator.parallelism):
        set_bundle(transformation, _enrichment_bundle(settings))
    if not operator.chaining:
        start_chain(line[0])


def _enrichment_bundle(settings: Settings) -> Bundle:
    """An Arrow batch holds at least one batch for the sink; the sink's interval, when set, closes it early."""
    sink, python = settings.operators.jdbc_sink, settings.python
    arrow_rows = max(sink.batch_size, SMALLEST_ARROW_BATCH)
    return Bundle(
        elements=min(ARROW_BATCHES_A_BUNDLE * arrow_rows, max(arrow_rows, python.bundle_size)),
        time_ms=sink.batch_interval_ms or python.bundle_time_ms,
        arrow_rows=arrow_rows,
    )
