"""One look at a job through Flink's REST API, GET only: three requests a vertex, whatever its parallelism."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from advisor.collect.flink_answers import (
    AggregatedMetrics,
    ClusterOverview,
    Exceptions,
    JobDetail,
    JobsOverview,
    JobSummary,
    PlainMetrics,
    Subtask,
    VertexDetail,
    VertexSummary,
)
from advisor.collect.http import RestClient
from advisor.errors import CannotReach
from advisor.model.observation import JobSample, SubtaskSample, VertexSample
from advisor.model.topology import Edge, Topology
from advisor.model.unknown import Measure, Unknown

REQUESTS_AT_ONCE = 8

# Flink answers metrics from a cache (`metrics.fetcher.update-interval`, 10 s); a question after a longer pause
# gets the OLD entry and starts the refresh. So: ask, wait this long, ask again, use the second answer.
METRIC_REFRESH_SECONDS = 2.0

# Per operator, as `<operator>.<name>`: the source's lag, and what a batching sink counts itself.
OPERATOR_METRICS = frozenset(("pendingRecords", "rows_written", "flushes", "flush_ms_total"))
METRICS_A_REQUEST = 30  # Flink's server refuses a request line over 4,096 bytes


@dataclass(frozen=True)
class FlinkRest:
    """Reads from one JobManager. Every method raises CannotReach, naming the endpoint."""

    client: RestClient
    now: Callable[[], datetime]
    sleep: Callable[[float], None]

    def jobs(self) -> tuple[JobSummary, ...]:
        """All jobs the cluster knows, finished ones too."""
        return self.client.get("/jobs/overview", JobsOverview).jobs

    def collect_job(self, job_id: str) -> JobSample:
        """The job now, with metrics that are at most a few seconds old and all of about one moment."""
        self._refresh_metrics(job_id)
        cluster = self.client.get("/overview", ClusterOverview)
        detail = self.client.get(_job(job_id), JobDetail)
        topology = _topology(detail, _job(job_id))
        with ThreadPoolExecutor(REQUESTS_AT_ONCE) as pool:
            vertices = tuple(pool.map(lambda vertex: self._vertex(job_id, vertex), detail.vertices))
        return JobSample(
            id=detail.id,
            name=detail.name,
            state=detail.state,
            flink_version=cluster.flink_version,
            taken_at=self.now(),
            vertices=vertices,
            topology=topology,
            restarts=self._restarts(job_id),
            failure=self._failure(job_id),
            slots_total=cluster.slots_total,
            slots_available=cluster.slots_available,
        )

    def _refresh_metrics(self, job_id: str) -> None:
        self._restarts(job_id)
        self.sleep(METRIC_REFRESH_SECONDS)

    def _vertex(self, job_id: str, vertex: VertexSummary) -> VertexSample:
        endpoint = f"{_job(job_id)}/vertices/{quote(vertex.id, safe='')}"
        return VertexSample(
            id=vertex.id,
            name=vertex.name,
            parallelism=vertex.parallelism,
            max_parallelism=vertex.max_parallelism,
            status=vertex.status,
            subtasks=tuple(_subtask(each) for each in self.client.get(endpoint, VertexDetail).subtasks),
            metrics=self._metrics(f"{endpoint}/subtasks/metrics"),
        )

    def _metrics(self, endpoint: str) -> dict[str, float]:
        # One unknown name and Flink answers an empty list: ask only for what it has just listed.
        listed = self.client.get(endpoint, AggregatedMetrics).root
        wanted = sorted({metric.id for metric in listed if _is_wanted(metric.id)})
        found: dict[str, float] = {}
        for start in range(0, len(wanted), METRICS_A_REQUEST):
            names = ",".join(wanted[start : start + METRICS_A_REQUEST])
            answer = self.client.get(endpoint, AggregatedMetrics, get=names, agg="sum").root
            found.update({metric.id: metric.sum for metric in answer if metric.sum is not None})
        return found

    def _restarts(self, job_id: str) -> Measure:
        answer = self.client.get(f"{_job(job_id)}/metrics", PlainMetrics, get="numRestarts").root
        values = [metric.value for metric in answer if metric.id == "numRestarts" and metric.value is not None]
        return values[0] if values else Unknown("the number of restarts is not reported")

    def _failure(self, job_id: str) -> str | None:
        entries = self.client.get(f"{_job(job_id)}/exceptions", Exceptions, maxExceptions="1").history.entries
        return (_root_cause(entries[0].stacktrace) or entries[0].name) if entries else None


def _job(job_id: str) -> str:
    return f"/jobs/{quote(job_id, safe='')}"


def _is_wanted(metric_id: str) -> bool:
    operator, _, name = metric_id.rpartition(".")
    # A comma would end the name in the request, and one wrong name empties the answer.
    return bool(operator) and name in OPERATOR_METRICS and "," not in metric_id


def _subtask(raw: Subtask) -> SubtaskSample:
    return SubtaskSample(
        index=raw.index,
        attempt=raw.attempt,
        status=raw.status,
        running_ms=raw.duration or 0.0,
        busy_ms=raw.metrics.clock("busy"),
        idle_ms=raw.metrics.clock("idle"),
        backpressured_ms=raw.metrics.clock("backpressured"),
        records_in=raw.metrics.records("in"),
        records_out=raw.metrics.records("out"),
    )


def _topology(detail: JobDetail, endpoint: str) -> Topology:
    ids = tuple(vertex.id for vertex in detail.vertices)
    if len(set(ids)) != len(ids):
        raise CannotReach(f"{endpoint} answered two vertices with one id")
    known = set(ids)
    edges = [
        Edge(source.id, node.id, source.ship_strategy)
        for node in detail.plan.nodes
        for source in node.inputs
        if node.id in known and source.id in known
    ]
    return Topology(ids, tuple(dict.fromkeys(edges)))


def _root_cause(stacktrace: str) -> str | None:
    """The last "Caused by", where the Python error is; the head alone is often an InvocationTargetException."""
    lines = [line.strip() for line in stacktrace[:100_000].splitlines() if line.strip()]
    causes = (line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: "))
    return [*lines[:1], *causes][-1][:300] if lines else None
