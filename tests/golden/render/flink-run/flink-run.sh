#!/bin/sh
# Submits the job, rendered from profile "production.yaml" by `advisor render`. Change the profile, not this file.
# Arguments go to `flink run`: `sh flink-run.sh --fromSavepoint PATH`. FLINK_HOME says whose client runs.
# Run it in the folder that holds jobs/kafka_to_jdbc.py and jobs.zip, which `flink run` sends along.
# `python3 -m zipfile -c jobs.zip jobs` makes jobs.zip; `advisor submit` makes it, and submits, by itself.
set -eu
settings=$(cd "$(dirname "$0")/.." && pwd)/job.yaml
if [ ! -f "$settings" ]; then
  echo "$settings: there is no such file; \`advisor render\` writes it, or deployment.settings names another" >&2
  exit 1
fi
exec "${FLINK_HOME:+$FLINK_HOME/bin/}flink" run --detached \
  -Dexecution.checkpointing.dir=s3://flink-state/orders/checkpoints \
  '-Dexecution.checkpointing.interval=60 s' \
  -Dexecution.checkpointing.savepoint-dir=s3://flink-state/orders/savepoints \
  '-Dexecution.checkpointing.timeout=10 min' \
  -Dexecution.checkpointing.tolerable-failed-checkpoints=100 \
  '-Drestart-strategy.exponential-delay.initial-backoff=1 s' \
  '-Drestart-strategy.exponential-delay.max-backoff=30 s' \
  -Drestart-strategy.type=exponential-delay \
  "$@" \
  -pyfs jobs.zip \
  -py jobs/kafka_to_jdbc.py --settings "$settings"
