"""kafka_source -> enrichment -> jdbc_sink -> dead_letters."""

from __future__ import annotations

from pyflink.datastream import StreamExecutionEnvironment

from jobs.connectors.postgres import read_target
from jobs.operators.enrichment import load_function
from jobs.operators.gathering import IntoBatches
from jobs.pipelines.sources import read_stream
from jobs.pipelines.stages import enrich, start, write, write_dead_letters
from jobs.settings import Settings
from jobs.target import Target

SETTINGS = Settings


def prepare(settings: Settings) -> Target:
    """The table, as it is. Raises a JobError when it or the function does not fit the settings."""
    load_function(settings.enrichment.function)
    return read_target(settings.database)


def build(env: StreamExecutionEnvironment, settings: Settings, target: Target) -> None:
    """Add the whole job to `env`; nothing runs yet."""
    tables = start(env, settings)
    read_stream(env, tables, settings)
    batches = enrich(tables, settings, IntoBatches(target, settings.operators.jdbc_sink.batch_size))
    write_dead_letters(write(batches, settings, target), settings)
