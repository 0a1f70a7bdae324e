"""What a job gets done, measured without the advisor: rows in the table, else what its sources have handed on."""

from __future__ import annotations

import time

import requests

from lab.scenarios.jobs.template import Template
from lab.scenarios.place import Place
from lab.scenarios.running import running
from lab.scenarios.scenario import Scenario, Settings

MEASURED_SECONDS = 15.0
# Flink answers from a cache; the second answer is a fresh one.
_REFRESH_SECONDS = 2.0


def measure_throughput(scenario: Scenario, place: Place, changes: Settings) -> float:
    """Records per second of the settled job with these changes to its settings."""
    with running(scenario, place, changes) as job_id:
        before, started = _done(scenario, place, job_id), time.monotonic()
        time.sleep(MEASURED_SECONDS)
        after, ended = _done(scenario, place, job_id), time.monotonic()
    return (after - before) / (ended - started)


def _done(scenario: Scenario, place: Place, job_id: str) -> int:
    return _rows(place) if isinstance(scenario.job, Template) else _handed_on(place, job_id)


def _rows(place: Place) -> int:
    connection = place.stack.postgres.connect()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {place.table}")
        count = int(cursor.fetchone()[0])
    connection.close()
    return count


def _handed_on(place: Place, job_id: str) -> int:
    """Records that the vertices without input have put out since they started."""
    url = f"{place.stack.rest_url}/jobs/{job_id}"
    requests.get(url, timeout=30)
    time.sleep(_REFRESH_SECONDS)
    job = requests.get(url, timeout=30).json()
    sources = {node["id"] for node in job["plan"]["nodes"] if not node.get("inputs")}
    return sum(int(each["metrics"]["write-records"]) for each in job["vertices"] if each["id"] in sources)
