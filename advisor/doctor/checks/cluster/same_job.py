"""No other job of the same name runs.

Two of them read the same topic and write the same table, with offsets committed under one group.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok
from advisor.doctor.seen import Cluster
from advisor.profile.schema import Profile


def check(profile: Profile, cluster: Cluster, replaces: str | None) -> Iterator[Said]:
    name = profile.job.name
    others = [job for job in cluster.jobs if job.id != replaces]
    for job in others:
        yield failed(
            f"{name} runs already ({job.id}, {job.state})", "advisor redeploy takes its place and keeps its state"
        )
    if not others:
        yield ok(f"no {'other ' if replaces else ''}job named {name} runs")
