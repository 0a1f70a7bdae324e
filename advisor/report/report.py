"""The report as one frozen value: what `schema_version` 1 promises, and nothing else."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from advisor.diagnose.verdict import Finding, Severity, Verdict
from advisor.measure.host import HostMeasure
from advisor.measure.job import JobMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.observation import NO_DATABASE, NO_HOST, NO_KAFKA
from advisor.model.settings import Suppression
from advisor.model.unknown import Measure, Unknown, is_known, known_or
from advisor.plan.recommendation import Plan

SCHEMA_VERSION: Literal[1] = 1
_SEVERITIES: tuple[Severity, ...] = ("info", "warning", "critical")
FailOn = Literal["info", "warning", "critical", "never"]


@dataclass(frozen=True)
class Job:
    id: str
    name: str
    state: str
    flink_version: str


@dataclass(frozen=True)
class Window:
    """`seconds` by the tasks' own clocks, None when not known; `completeness` 0-1. Moments in ISO 8601."""

    from_: Annotated[str, Field(alias="from")]
    to: str
    seconds: float | None
    samples: int
    completeness: float


@dataclass(frozen=True)
class Operator:
    """Ratios 0-1, rates in records per second, None when not known; an unbounded rate is None too.

    The records of a sink that counts its rows are rows. `true_processing_rate` is what the operator could do.
    """

    uid: str
    vertex: str
    parallelism: int
    busy_ratio: float | None
    idle_ratio: float | None
    backpressured_ratio: float | None
    records_in_per_second: float | None
    records_out_per_second: float | None
    true_processing_rate: float | None
    skew_ratio: float | None


@dataclass(frozen=True)
class Suppressed:
    """A finding that the profile declares harmless, with its written reason."""

    rule: str
    operator: str | None
    reason: str


@dataclass(frozen=True)
class Edge:
    """Records flow from one vertex to another (ids, as in Operator.vertex); `ship_strategy` is Flink's word."""

    upstream: str
    downstream: str
    ship_strategy: str


@dataclass(frozen=True)
class NotKnown:
    """Something that was asked for and did not answer as it must; `reason` names the place."""

    what: str
    reason: str


@dataclass(frozen=True)
class Report:
    schema_version: Literal[1]
    tool_version: str
    job: Job
    window: Window
    verdict: Verdict
    operators: tuple[Operator, ...]
    findings: tuple[Finding, ...]
    plan: Plan
    suppressed: tuple[Suppressed, ...]
    edges: tuple[Edge, ...] = ()
    unknown: tuple[NotKnown, ...] = ()

    def exit_code(self, fail_on: FailOn) -> int:
        """0 nothing to change, 1 findings at or above `fail_on`, 4 not enough data."""
        if self.verdict.kind == "not_enough_data":
            return 4
        if fail_on == "never":
            return 0
        severe = _SEVERITIES[_SEVERITIES.index(fail_on) :]
        return 1 if any(finding.severity in severe for finding in self.findings) else 0


def make_report(
    job: JobMeasure,
    verdict: Verdict,
    findings: tuple[Finding, ...],
    suppressed: tuple[tuple[Finding, Suppression], ...],
    plan: Plan,
    tool_version: str,
) -> Report:
    """Everything that was found, in the report's shape."""
    last = job.last
    return Report(
        schema_version=SCHEMA_VERSION,
        tool_version=tool_version,
        job=Job(last.id, last.name, last.state, last.flink_version),
        window=Window(
            from_=job.first.taken_at.isoformat(timespec="milliseconds"),
            to=last.taken_at.isoformat(timespec="milliseconds"),
            seconds=_number(job.window_seconds, 3),
            samples=job.samples,
            completeness=round(job.completeness, 3),
        ),
        verdict=verdict,
        operators=tuple(_operator(vertex) for vertex in job.vertices),
        findings=findings,
        plan=plan,
        suppressed=tuple(Suppressed(each.rule, each.operator, by.reason) for each, by in suppressed),
        edges=tuple(Edge(each.upstream, each.downstream, each.ship_strategy) for each in job.topology.edges),
        unknown=_unknown(job),
    )


def _unknown(job: JobMeasure) -> tuple[NotKnown, ...]:
    found = [NotKnown(what, reason) for what, reason in job.last.not_read.items()]
    if isinstance(job.database, Unknown) and job.database is not NO_DATABASE:
        found.append(NotKnown("the database", job.database.reason))
    if isinstance(job.kafka, Unknown) and job.kafka is not NO_KAFKA:
        found.append(NotKnown("the topics", job.kafka.reason))
    return (*found, *_unknown_of_the_host(job.host))


def _unknown_of_the_host(host: HostMeasure | Unknown) -> tuple[NotKnown, ...]:
    if isinstance(host, Unknown):
        return () if host is NO_HOST else (NotKnown("this machine", host.reason),)
    found = [NotKnown(f"the process of {name}", reason) for name, reason in host.unread.items()]
    for each in host.task_managers:
        if isinstance(each.old_ratio, Unknown):
            found.append(NotKnown(f"the heap of {each.task_manager}", each.old_ratio.reason))
    if host.elsewhere:
        names = ", ".join(host.elsewhere[:3]) + (" ..." if len(host.elsewhere) > 3 else "")
        count = len(host.elsewhere)
        found.append(NotKnown("the CPU of other machines", f"{count} TaskManagers do not run on this one ({names})"))
    return tuple(found)


def _operator(vertex: VertexMeasure) -> Operator:
    return Operator(
        uid=vertex.uid,
        vertex=vertex.id,
        parallelism=vertex.parallelism,
        busy_ratio=_number(vertex.busy_ratio, 4),
        idle_ratio=_number(vertex.idle_ratio, 4),
        backpressured_ratio=_number(vertex.backpressured_ratio, 4),
        records_in_per_second=_number(vertex.records_in_per_second, 1),
        records_out_per_second=_number(vertex.records_out_per_second, 1),
        true_processing_rate=_number(vertex.true_processing_rate, 1),
        skew_ratio=_number(vertex.skew_ratio, 3),
    )


def _number(value: Measure, digits: int) -> float | None:
    """JSON knows neither "unknown" nor infinity."""
    return round(value, digits) if is_known(value) and math.isfinite(known_or(value, math.inf)) else None
