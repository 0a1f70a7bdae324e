"""What a job gets done, measured without the advisor: rows in its table, else what its sources have handed on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import requests

from lab.scenarios.jobs.template import Template
from lab.scenarios.place import Place
from lab.scenarios.running import running
from lab.scenarios.scenario import Scenario, Settings

MEASURED_SECONDS = 20.0
# Flink answers from a cache; the second answer is a fresh one.
REFRESH_SECONDS = 2.0
# By statistics, for which nobody waits: a SELECT would queue behind whoever has locked the table.
_ROWS_WRITTEN = "SELECT coalesce(sum(n_tup_ins + n_tup_upd), 0) FROM pg_stat_user_tables WHERE relname = %s"


@dataclass(frozen=True)
class Done:
    """Records since the job started, and how many sources it has, each of which reads the whole topic."""

    records: int
    sources: int = 1


def measure_throughput(scenario: Scenario, place: Place, changes: Settings) -> float:
    """Records per second of the settled job with these changes to its settings."""
    with counting(scenario, place) as done, running(scenario, place, changes) as job_id:
        before, started = done(job_id).records, time.monotonic()
        time.sleep(MEASURED_SECONDS)
        after, ended = done(job_id).records, time.monotonic()
    return (after - before) / (ended - started)


@contextmanager
def counting(scenario: Scenario, place: Place) -> Iterator[Callable[[str], Done]]:
    """What tells how much the job of an id has done. To be entered before anything is disturbed."""
    if not isinstance(scenario.job, Template):
        yield lambda job_id: handed_on(place, job_id)
        return
    with closing(place.stack.postgres.connect()) as connection, connection.cursor() as cursor:

        def rows(_job_id: str) -> Done:
            cursor.execute(_ROWS_WRITTEN, (place.table,))
            return Done(int(cursor.fetchone()[0]))

        yield rows


def handed_on(place: Place, job_id: str) -> Done:
    """What its sources have put out, to the other operators of their chain, too."""
    job = f"{place.stack.rest_url}/jobs/{job_id}"
    nodes = requests.get(job, timeout=30).json()["plan"]["nodes"]
    sources = [f"{job}/vertices/{node['id']}/subtasks/metrics" for node in nodes if not node.get("inputs")]
    for source in sources:
        requests.get(source, timeout=30)
    time.sleep(REFRESH_SECONDS)
    return Done(sum(map(_put_out, sources)), len(sources))


def _put_out(metrics: str) -> int:
    names = [each["id"] for each in requests.get(metrics, timeout=30).json()]
    counts = [name for name in names if name.startswith("Source__") and name.endswith(".numRecordsOut")]
    answer = requests.get(metrics, params={"get": ",".join(counts), "agg": "sum"}, timeout=30).json()
    return sum(int(each["sum"]) for each in answer) if counts else 0
