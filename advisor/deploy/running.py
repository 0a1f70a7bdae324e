"""What a job that runs is like, before anything is done to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from advisor.collect.flink_answers import JobSummary, Shape
from advisor.deploy.flink_jobs import Completed, FlinkJobs, Vertex, endpoint_of
from advisor.deploy.rescale import Bounds, bounds_of
from advisor.model.unknown import Unknown


@dataclass(frozen=True)
class Running:
    """`state_bytes` by vertex in its last checkpoint; `bounds` where the scheduler takes another parallelism."""

    id: str
    name: str
    state: str
    vertices: tuple[Vertex, ...]
    checkpoint: Completed
    state_bytes: Mapping[str, int]
    bounds: Mapping[str, Bounds] | None

    @property
    def readable_checkpoint(self) -> str | None:
        """Its last one, where that has an address."""
        path = self.checkpoint.path
        return path if path and not path.startswith("<") else None


class _Task(Shape, frozen=True, gc=False):
    state_size: int = 0


class _Detail(Shape, frozen=True, gc=False):
    tasks: dict[str, _Task] = msgspec.field(default_factory=dict)


def look_at(jobs: FlinkJobs, chosen: JobSummary) -> Running:
    """GET only. Raises CannotReach."""
    detail = jobs.detail(chosen.id)
    checkpoint = jobs.last_checkpoint(chosen.id)
    found = jobs.client.ask(f"{endpoint_of(chosen.id)}/checkpoints/details/{checkpoint.id}", _Detail)
    return Running(
        id=chosen.id,
        name=chosen.name,
        state=detail.state,
        vertices=detail.vertices,
        checkpoint=checkpoint,
        state_bytes={} if isinstance(found, Unknown) else {name: each.state_size for name, each in found.tasks.items()},
        bounds=bounds_of(jobs, chosen.id),
    )
