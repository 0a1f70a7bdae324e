"""kafka_source -> enrichment -> (by key) window -> jdbc_sink -> dead_letters; late records go there straight away."""

from __future__ import annotations

from pyflink.common import Types
from pyflink.datastream import DataStream, StreamExecutionEnvironment

from jobs.connectors.postgres import read_target
from jobs.operators.enrichment import load_function
from jobs.operators.placement import Bundle, even_keys, place_alone, set_bundle, transformation_of
from jobs.operators.window_operator import DEAD_LETTERS, WindowOperator
from jobs.operators.windows import IntoParts, shard_key_of
from jobs.pipelines.sources import read_with_event_time
from jobs.pipelines.stages import PACKED, enrich, gathering_time_ms, start, write, write_dead_letters
from jobs.settings import WindowedSettings
from jobs.target import Target

SETTINGS = WindowedSettings
# Parts from so many turns of the enrichment are combined before the totals are written to Flink's state.
TURNS_A_BUNDLE = 8


def prepare(settings: WindowedSettings) -> Target:
    """The table, as it is. Raises a JobError when it or a function does not fit the settings."""
    load_function(settings.enrichment.function)
    load_function(settings.window.combine, "window.combine")
    load_function(settings.window.result, "window.result")
    return read_target(settings.database)


def build(env: StreamExecutionEnvironment, settings: WindowedSettings, target: Target) -> None:
    """Add the whole job to `env`; nothing runs yet."""
    tables = start(env, settings)
    read_with_event_time(tables, settings)
    operator = settings.operators.window
    shard_keys = even_keys(settings.window.shards, operator.max_parallelism or settings.job.max_parallelism)
    parts = enrich(tables, settings, IntoParts(settings.window, shard_keys))
    windows = _gather_in_windows(parts, settings, target)
    # PyFlink would make one operator of the window and the sink; an exchange keeps them apart.
    refused = write(windows.rebalance(), settings, target)
    # Not get_side_output: PyFlink's adds a Python worker that hands each letter through.
    late = DataStream(windows._j_data_stream.getSideOutput(DEAD_LETTERS.get_java_output_tag()))
    write_dead_letters(late.union(refused), settings)


def _gather_in_windows(parts: DataStream, settings: WindowedSettings, target: Target) -> DataStream:
    by_shard = parts.key_by(lambda part: shard_key_of(part[0]), key_type=Types.INT())
    # PyFlink finds this helper by its name, so it gets a uid only.
    transformation_of(by_shard).getInputs().get(0).setUid("enrichment_shard")
    windows = by_shard.process(WindowOperator(settings, target), output_type=PACKED)
    transformation = transformation_of(windows)
    place_alone(transformation, "window", settings.operators.window)
    set_bundle(transformation, Bundle(TURNS_A_BUNDLE * settings.window.shards, gathering_time_ms(settings)))
    return windows
