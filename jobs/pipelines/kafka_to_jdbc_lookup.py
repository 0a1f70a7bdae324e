"""kafka_source -> enrichment -> lookup -> jdbc_sink -> dead_letters."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from pyflink.common import Time
from pyflink.datastream import AsyncDataStream, DataStream, StreamExecutionEnvironment

from jobs.connectors.postgres import read_lookup_table, read_target
from jobs.operators.enrichment import load_function
from jobs.operators.lookup import IntoChunks
from jobs.operators.lookup_operator import AsyncLookup, BatchLookup
from jobs.operators.placement import place_alone, set_bundle, transformation_of
from jobs.pipelines.sources import read_stream
from jobs.pipelines.stages import PACKED, enrich, rows_bundle, start, write, write_dead_letters
from jobs.settings import LookupSettings
from jobs.target import LookupTable, Target

SETTINGS = LookupSettings
# So many batches wait for their lookups at once; each asks for all of its keys, so a few keep all queries busy.
BATCHES_UNDER_WAY = 4
# A query has a time limit of its own and is tried again; a second limit around both would fail the job.
NO_TIMEOUT = Time.milliseconds(0)


class Tables(NamedTuple):
    target: Target
    looked_up: LookupTable


def prepare(settings: LookupSettings) -> Tables:
    """The two tables, as they are. Raises a JobError when one of them or the function does not fit the settings."""
    load_function(settings.enrichment.function)
    return Tables(read_target(settings.database), read_lookup_table(settings.database, settings.lookup))


def build(env: StreamExecutionEnvironment, settings: LookupSettings, tables: Tables) -> None:
    """Add the whole job to `env`; nothing runs yet."""
    table_environment = start(env, settings)
    read_stream(env, table_environment, settings)
    chunks = enrich(table_environment, settings, IntoChunks(settings.operators.jdbc_sink.batch_size))
    batches = _look_up(chunks, settings, tables)
    write_dead_letters(write(batches, settings, tables.target), settings)


def _look_up(chunks: DataStream, settings: LookupSettings, tables: Tables) -> DataStream:
    lookup, bundle = settings.lookup, rows_bundle(settings.operators.jdbc_sink.batch_size)
    if lookup.mode == "batch":
        function = BatchLookup(settings, tables.looked_up, tables.target)
        looked_up = chunks.process(function, output_type=PACKED)
    else:
        wait = AsyncDataStream.ordered_wait if lookup.ordered else AsyncDataStream.unordered_wait
        requests = AsyncLookup(settings, tables.looked_up, tables.target)
        looked_up = wait(chunks, requests, NO_TIMEOUT, BATCHES_UNDER_WAY, PACKED)
        # Flink waits for all of a bundle before the next: it holds some more than are under way.
        bundle = replace(bundle, elements=max(bundle.elements, 2 * BATCHES_UNDER_WAY))
    transformation = transformation_of(looked_up)
    place_alone(transformation, "lookup", settings.operators.lookup)
    set_bundle(transformation, bundle)
    return looked_up
