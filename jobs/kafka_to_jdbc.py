"""Kafka -> enrichment in Python -> batched upsert into Postgres, as a Flink job.

flink run -py jobs/kafka_to_jdbc.py -pyfs . --settings rendered/job.yaml     submit
python -m jobs.kafka_to_jdbc --settings rendered/job.yaml --check            check Kafka and Postgres only
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pyflink.datastream import StreamExecutionEnvironment

from jobs.connectors.kafka import check_topics
from jobs.connectors.postgres import read_target
from jobs.errors import JobError
from jobs.operators.enrichment import load_function
from jobs.pipeline import build
from jobs.settings import read_settings


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="kafka_to_jdbc", description=__doc__.splitlines()[0])
    parser.add_argument("--settings", type=Path, required=True, help="job.yaml, made by `advisor render`")
    parser.add_argument("--check", action="store_true", help="check settings, Kafka and Postgres; submit nothing")
    options = parser.parse_args(arguments)
    try:
        settings = read_settings(options.settings)
        load_function(settings.enrichment.function)
        target = read_target(settings.database)
        partitions = check_topics(settings.kafka)
    except JobError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    if options.check:
        print(f"ok: {settings.kafka.topic} has {partitions['topic']} partitions, {target.table} fits")
        return 0
    env = StreamExecutionEnvironment.get_execution_environment()
    build(env, settings, target)
    env.execute(settings.job.name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
