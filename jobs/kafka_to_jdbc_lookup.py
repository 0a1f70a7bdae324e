"""Kafka -> enrichment in Python -> lookup in Postgres -> batched upsert into Postgres, as a Flink job.

flink run --pyFiles jobs.zip --python jobs/kafka_to_jdbc_lookup.py --settings rendered/job.yaml
python -m jobs.kafka_to_jdbc_lookup --settings rendered/job.yaml --check
"""

from __future__ import annotations

import sys

from jobs.pipelines import kafka_to_jdbc_lookup
from jobs.template import run

if __name__ == "__main__":
    sys.exit(run(kafka_to_jdbc_lookup, __doc__, sys.argv[1:]))
