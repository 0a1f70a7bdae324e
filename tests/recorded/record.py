"""Makes a recording of a running job: python -m tests.recorded.record CASE FLINK_URL [POSTGRES_DSN]

How the recordings here were made, on the local stack with Flink 2.3.0 and 2 cores:

  slow           flink-conf/profiles/slow.yaml, 200,000 orders waiting in the topic, 35 s after its start
  idle           the same, after it had worked off a million orders
  database_down  the same under load, 12 s after `Stack.stop_part("postgres")`, recorded without a DSN
  batched        flink-conf/profiles/local.yaml, three million orders waiting, 12 s after its start
"""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime, timezone
from typing import Any

import requests

from advisor.collect.flink_rest import FlinkRest
from advisor.collect.http import RestClient
from advisor.collect.job_choice import choose_job
from advisor.collect.postgres import open_database
from advisor.collect.window import collect_observation
from tests.recorded.recording import FOLDER, Recorder

WINDOW_SECONDS = 20.0


def record(case: str, url: str, dsn: str | None) -> None:
    """Observe the only running job once and keep every answer under tests/recorded/<case>.json."""
    recorder, session = Recorder(), requests.Session()
    session.mount("http://", recorder)
    flink = FlinkRest(RestClient(url, session), lambda: datetime.now(timezone.utc), time.sleep)
    job = choose_job(flink.jobs(), None)
    observation = collect_observation(flink, job.id, WINDOW_SECONDS, open_database(dsn) if dsn else None)
    recording: dict[str, Any] = {"flink": recorder.answers}
    if observation.database:
        recording["postgres"] = [
            [each.taken_at.isoformat(), *list(vars(each).values())[1:]] for each in observation.database
        ]
    (FOLDER / f"{case}.json").write_text(json.dumps(recording, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    record(sys.argv[1], sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None)
