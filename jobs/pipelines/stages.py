"""What the templates are made of: the start, the enrichment, the sink, the dead letters."""

from __future__ import annotations

from math import ceil

from pyflink.common import Types
from pyflink.datastream import DataStream, StreamExecutionEnvironment
from pyflink.table import StreamTableEnvironment

from jobs.connectors.kafka import SOURCE_COLUMNS, dead_letter_sink
from jobs.operators.functions import EnrichBatch, EnrichRecord, GatherRecords, one_by_one, vectorised
from jobs.operators.gathering import Gathering
from jobs.operators.placement import (
    Bundle,
    line_to,
    place,
    place_alone,
    place_line,
    set_bundle,
    transformation_of,
)
from jobs.operators.sink import JdbcSink
from jobs.settings import Settings
from jobs.target import Target

# The view that the enrichment reads, with SOURCE_COLUMNS.
RECORDS = "records"
# What travels between the operators: a row of one field, bytes that both ends understand.
PACKED = Types.ROW([Types.PRIMITIVE_ARRAY(Types.BYTE())])

# The enrichment is called with at least so many records, however small the sink's batches: below that,
# crossing from Flink into Python costs more than the work.
SMALLEST_ARROW_BATCH = 1000
# One is computed while the one before travels on; more would only wait, and a checkpoint waits for them.
ARROW_BATCHES_A_BUNDLE = 2
# So many rows may wait in the sink's Python worker: enough to hide the way there, few enough for a checkpoint.
ROWS_IN_FLIGHT = 1000
SINK_BUNDLE_TIME_MS = 20


def start(env: StreamExecutionEnvironment, settings: Settings) -> StreamTableEnvironment:
    """The environment's defaults, and its tables."""
    env.set_max_parallelism(settings.job.max_parallelism)
    env.set_parallelism(1)
    tables = StreamTableEnvironment.create(env)
    # PyFlink moves timestamps into the session's time zone; in any but UTC some local times do not exist.
    tables.get_config().set_local_timezone("UTC")
    return tables


def enrich(tables: StreamTableEnvironment, settings: Settings, gathering: Gathering) -> DataStream:
    """From RECORDS to PACKED: the user's function, and what it made gathered for the next operator.

    A Python function of the Table API, the only way in that hands over whole Arrow batches.
    """
    if settings.enrichment.mode == "batch":
        tables.create_temporary_function("enrich", vectorised(EnrichBatch(settings.enrichment, gathering)))
        call, names = "enrich({})", ["enrichment"]
    else:
        tables.create_temporary_function("enrich", one_by_one(EnrichRecord(settings.enrichment)))
        tables.create_temporary_function("gather", vectorised(GatherRecords(gathering)))
        call, names = "gather(enrich({}))", ["enrichment", "batching"]
    result = tables.sql_query(
        f"SELECT packed FROM (SELECT {call.format(', '.join(SOURCE_COLUMNS))} AS packed FROM {RECORDS}) "
        "WHERE packed IS NOT NULL"
    )
    packed = tables.to_data_stream(result)
    source, *line = line_to(transformation_of(packed))
    place_alone(source, "kafka_source", settings.operators.kafka_source)
    for transformation in place_line(line, names, settings.operators.enrichment):
        set_bundle(transformation, _enrichment_bundle(settings))
    return packed


def _enrichment_bundle(settings: Settings) -> Bundle:
    """An Arrow batch holds at least one batch for the sink; the sink's interval, when set, closes it early."""
    sink, python = settings.operators.jdbc_sink, settings.python
    arrow_rows = max(sink.batch_size, SMALLEST_ARROW_BATCH)
    return Bundle(
        elements=min(ARROW_BATCHES_A_BUNDLE * arrow_rows, max(arrow_rows, python.bundle_size)),
        time_ms=gathering_time_ms(settings),
        arrow_rows=arrow_rows,
    )


def gathering_time_ms(settings: Settings) -> int:
    """How long records may wait for others before they travel on."""
    return settings.operators.jdbc_sink.batch_interval_ms or settings.python.bundle_time_ms


def write(batches: DataStream, settings: Settings, target: Target) -> DataStream:
    """From PACKED batches to the table; the dead letters come out."""
    sink = settings.operators.jdbc_sink
    dead_letters = batches.process(JdbcSink(settings, target), output_type=Types.STRING())
    transformation = transformation_of(dead_letters)
    place_alone(transformation, "jdbc_sink", sink)
    set_bundle(transformation, rows_bundle(sink.batch_size))
    return dead_letters


def rows_bundle(rows_an_element: int) -> Bundle:
    """For an operator whose elements are batches of rows."""
    return Bundle(ceil(ROWS_IN_FLIGHT / rows_an_element), SINK_BUNDLE_TIME_MS)


def write_dead_letters(dead_letters: DataStream, settings: Settings) -> None:
    operator = settings.operators.dead_letters
    # A sink that must not be chained would fall apart into writer and committer; an exchange keeps it in one piece.
    exchanged = dead_letters if operator.chaining else dead_letters.rebalance()
    sink = exchanged.sink_to(dead_letter_sink(settings.kafka))
    place(sink._j_data_stream_sink.getTransformation(), "dead_letters", operator)
