"""One look at a job through Flink's REST API, GET only: at most four requests a vertex, whatever its parallelism."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from advisor.collect import flink_cluster
from advisor.collect.flame_graph import read_flame_graph
from advisor.collect.flink_answers import (
    AggregatedMetrics,
    ClusterOverview,
    JobDetail,
    JobsOverview,
    JobSummary,
    PlainMetrics,
    Subtask,
    VertexDetail,
    VertexSummary,
    measure,
    number,
)
from advisor.collect.flink_metrics import choose_metrics, partition_offsets
from advisor.collect.http import RestClient
from advisor.errors import CannotReach
from advisor.model.observation import NOT_ASKED, FlameGraph, JobSample, SubtaskSample, VertexSample
from advisor.model.topology import Edge, Topology
from advisor.model.unknown import Measure, Unknown

REQUESTS_AT_ONCE = 8

# Flink answers metrics from a cache (`metrics.fetcher.update-interval`, 10 s); a question after a longer pause
# gets the OLD entry and starts the refresh. So: ask, wait this long, ask again, use the second answer.
METRIC_REFRESH_SECONDS = 2.0
# Sampling stacks costs the TaskManagers something, so a large job is not asked for all of its flame graphs.
MOST_FLAME_GRAPHS = 20
# `read-records-complete: false`: what stands beside it is no zero.
_INCOMPLETE = Unknown("Flink has no complete count of the records")


@dataclass(frozen=True)
class FlinkRest:
    """Reads from one JobManager, or from a capture of one. Raises CannotReach, naming the endpoint.

    What a verdict can do without is Unknown instead, and named in the sample's `not_read`.
    """

    client: RestClient
    now: Callable[[], datetime]
    sleep: Callable[[float], None]

    def jobs(self) -> tuple[JobSummary, ...]:
        """All jobs the cluster knows, finished ones too."""
        return self.client.get("/jobs/overview", JobsOverview).jobs

    def collect_job(self, job_id: str) -> JobSample:
        """The job now, with metrics that are at most a few seconds old and all of about one moment."""
        job = f"/jobs/{quote(job_id, safe='')}"
        self._refresh_metrics(job)
        cluster = self.client.get("/overview", ClusterOverview)
        detail = self.client.get(job, JobDetail)
        topology = _topology(detail, job)
        configuration = flink_cluster.collect_configuration(self.client)
        flames = configuration.get("rest.flamegraph.enabled") == "true" if isinstance(configuration, dict) else False
        asked = {vertex.id for vertex in detail.vertices[:MOST_FLAME_GRAPHS]} if flames else set()
        with ThreadPoolExecutor(REQUESTS_AT_ONCE) as pool:
            looks = list(pool.map(lambda vertex: self._vertex(job, vertex, vertex.id in asked), detail.vertices))
        task_managers = flink_cluster.collect_task_managers(self.client, {m for look in looks for m in look.machines})
        checkpoints = flink_cluster.collect_checkpoints(self.client, job)
        failures = flink_cluster.collect_failures(self.client, job)
        jvm = flink_cluster.collect_jvm(self.client)
        return JobSample(
            id=detail.id,
            name=detail.name,
            state=detail.state,
            flink_version=cluster.flink_version,
            taken_at=self.now(),
            vertices=tuple(look.sample for look in looks),
            topology=topology,
            restarts=self._restarts(job),
            failures=failures if isinstance(failures, tuple) else (),
            slots_total=cluster.slots_total,
            slots_available=cluster.slots_available,
            task_managers=task_managers,
            checkpoints=checkpoints,
            configuration=configuration,
            jvm=jvm,
            not_read=_reasons(
                [
                    *((f"metrics of {look.sample.name}", look.not_read) for look in looks),
                    ("TaskManagers", task_managers),
                    ("checkpoints", checkpoints),
                    ("exceptions", failures),
                    ("configuration", configuration),
                    ("JVM", jvm),
                ]
            ),
        )

    def _refresh_metrics(self, job: str) -> None:
        self._restarts(job)
        self.sleep(METRIC_REFRESH_SECONDS)

    def _restarts(self, job: str) -> Measure:
        answer = self.client.get(f"{job}/metrics", PlainMetrics, get="numRestarts")
        found = [metric.value for metric in answer if metric.id == "numRestarts"]
        return measure(found[0] if found else None, "the number of restarts")

    def _vertex(self, job: str, vertex: VertexSummary, with_flames: bool) -> _Look:
        endpoint = f"{job}/vertices/{quote(vertex.id, safe='')}"
        subtasks = tuple(_subtask(each) for each in self.client.get(endpoint, VertexDetail).subtasks)
        offsets, metrics = self._metrics(f"{endpoint}/subtasks/metrics")
        sample = VertexSample(
            id=vertex.id,
            name=vertex.name,
            parallelism=vertex.parallelism,
            max_parallelism=vertex.max_parallelism,
            status=vertex.status,
            subtasks=subtasks,
            metrics=metrics if isinstance(metrics, dict) else {},
            partition_offsets=offsets,
            flame=self._flame(endpoint, vertex.name.count(" -> ") + 1) if with_flames else NOT_ASKED,
        )
        return _Look(sample, metrics if isinstance(metrics, Unknown) else None)

    def _metrics(self, endpoint: str) -> tuple[dict[str, Measure], dict[str, float] | Unknown]:
        """How far a Kafka source has read each partition, and the metrics asked for: sums over the subtasks."""
        # One unknown name and Flink answers an empty list: ask only for what it has just listed.
        listed = self.client.ask(endpoint, AggregatedMetrics)
        if isinstance(listed, Unknown):
            return {}, listed
        names = [metric.id for metric in listed]
        wanted = choose_metrics(names)
        if not wanted:
            return {}, {}
        answer = self.client.ask(endpoint, AggregatedMetrics, get=",".join(wanted), agg="sum")
        if isinstance(answer, Unknown):
            return {}, answer
        known = {metric.id: value for metric in answer if (value := number(metric.sum)) is not None}
        return partition_offsets(names, wanted, known), known

    def _flame(self, endpoint: str, operators: int) -> FlameGraph | Unknown:
        answer = self.client.ask_json(f"{endpoint}/flamegraph", type="full")
        return answer if isinstance(answer, Unknown) else read_flame_graph(answer, min(operators, 1000))


@dataclass(frozen=True)
class _Look:
    sample: VertexSample
    not_read: Unknown | None
    machines: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        names = frozenset(each.task_manager for each in self.sample.subtasks if each.task_manager)
        object.__setattr__(self, "machines", names)


def _reasons(parts: Iterable[tuple[str, object]]) -> dict[str, str]:
    return {what: value.reason for what, value in parts if isinstance(value, Unknown) and value is not NOT_ASKED}


def _subtask(raw: Subtask) -> SubtaskSample:
    metrics = raw.metrics
    return SubtaskSample(
        index=raw.index,
        attempt=raw.attempt,
        status=raw.status,
        running_ms=_running_ms(raw),
        busy_ms=measure(metrics.busy_ms, "busy time"),
        idle_ms=measure(metrics.idle_ms, "idle time"),
        backpressured_ms=measure(metrics.backpressured_ms, "backpressured time"),
        records_in=measure(metrics.records_in, "records in") if metrics.records_in_complete else _INCOMPLETE,
        records_out=measure(metrics.records_out, "records out") if metrics.records_out_complete else _INCOMPLETE,
        task_manager=raw.task_manager,
    )


def _running_ms(raw: Subtask) -> float:
    """Without the time in which it was deployed and its Python worker started."""
    since_running = number(raw.status_durations.running_ms) if raw.status_durations else None
    return since_running if since_running is not None else number(raw.duration) or 0.0


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
