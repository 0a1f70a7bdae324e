"""Kafka -> enrichment in Python -> batched upsert into Postgres, as a Flink job.

flink run --pyFiles jobs.zip --python jobs/kafka_to_jdbc.py --settings rendered/job.yaml
python -m jobs.kafka_to_jdbc --settings rendered/job.yaml --check
"""

from __future__ import annotations

import sys

from jobs.pipelines import kafka_to_jdbc
from jobs.template import run

if __name__ == "__main__":
    sys.exit(run(kafka_to_jdbc, __doc__, sys.argv[1:]))
