"""What differs between two versions of a job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from advisor.deploy.flink_jobs import Vertex
from advisor.deploy.planned import Plan
from advisor.deploy.version import RECORD, Version
from advisor.errors import BadInput
from advisor.profile.diff import Difference, differences
from advisor.profile.schema import Profile

# What a plan and the advisor respect, and what other files are rendered from: a job never sees it.
_NOT_OF_THE_JOB = ("limits", "advisor", "deployment")


@dataclass(frozen=True)
class Changes:
    """`of_the_job` come with a deployment; `of_the_cluster` do not, as Flink reads them when its processes start.

    `program`: the script or what goes along with it is another one.
    """

    of_the_job: tuple[Difference, ...]
    of_the_cluster: tuple[Difference, ...]
    program: bool


def changes_between(former: Version, new: Version) -> Changes:
    """In the profile's order. Raises BadInput for a record that another release of the advisor has written."""
    found = [
        each
        for each in differences(_profile(former), _profile(new))
        if each.path.partition(".")[0] not in _NOT_OF_THE_JOB
    ]
    return Changes(
        of_the_job=tuple(each for each in found if each.change_class != "restart_cluster"),
        of_the_cluster=tuple(each for each in found if each.change_class == "restart_cluster"),
        program=former.record.digest != new.record.digest,
    )


def rescale_alone(changes: Changes, plan: Plan, running: Sequence[Vertex]) -> Mapping[str, int] | None:
    """The new parallelism of every vertex by id, when nothing else changes than parallelism; None otherwise.

    The vertices must be the same ones: with another parallelism operators may chain otherwise.
    """
    only = changes.of_the_job and all(each.change_class == "rescale" for each in changes.of_the_job)
    if changes.program or not only or plan.vertices is None:
        return None
    if {(each.id, each.name) for each in plan.vertices} != {(each.id, each.name) for each in running}:
        return None
    return {each.id: each.parallelism for each in plan.vertices}


def _profile(version: Version) -> Profile:
    try:
        return Profile.model_validate(version.record.settings, strict=False)
    except ValidationError as error:
        raise BadInput(
            f"{version.folder / RECORD}: was kept by another release of the advisor; name the profile that the job "
            "runs with: --former PROFILE"
        ) from error
