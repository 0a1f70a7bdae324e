"""What every template's script does: read the settings, look at what the job connects to, wire, execute."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, Protocol

from pyflink.datastream import StreamExecutionEnvironment

from jobs.connectors.kafka import check_topics
from jobs.errors import JobError
from jobs.settings import Settings, read_settings


class Pipeline(Protocol):
    """A module of jobs.pipelines."""

    SETTINGS: type[Any]

    def prepare(self, settings: Any) -> Any: ...

    def build(self, env: StreamExecutionEnvironment, settings: Any, prepared: Any) -> None: ...


def run(pipeline: Pipeline, description: str, arguments: list[str]) -> int:
    """Submit the job, or with --check only look; returns the exit code."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--settings", type=Path, required=True, help="job.yaml, made by `advisor render`")
    parser.add_argument("--check", action="store_true", help="check settings, Kafka and Postgres; submit nothing")
    options = parser.parse_args(arguments)
    try:
        settings: Settings = read_settings(options.settings, pipeline.SETTINGS)
        prepared = pipeline.prepare(settings)
        partitions = check_topics(settings.kafka)
    except JobError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    if options.check:
        print(f"ok: {settings.kafka.topic} has {partitions['topic']} partitions, {settings.database.table} fits")
        return 0
    env = StreamExecutionEnvironment.get_execution_environment()
    pipeline.build(env, settings, prepared)
    env.execute(settings.job.name)
    return 0
