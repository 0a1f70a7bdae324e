"""What a redeployment would do, known before anything is done: a dry run shows this, and the real one goes by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from advisor.deploy.changes import Changes, changes_between, rescale_alone
from advisor.deploy.flink_jobs import endpoint_of, stop_endpoint
from advisor.deploy.flink_run import Submission, command_told, flink_run_command
from advisor.deploy.planned import Plan
from advisor.deploy.rescale import requirements_endpoint
from advisor.deploy.running import Running
from advisor.deploy.state import StateFit, fit_state
from advisor.deploy.version import Version

SAVEPOINT = "SAVEPOINT"


@dataclass(frozen=True)
class Prospect:
    """`former` is what runs now, None when that is not known; `changes` then neither.

    `parallelism` of every vertex by id, when the job is rescaled where it runs instead of exchanged.
    """

    running: Running
    former: Version | None
    new: Version
    changes: Changes | None
    fit: StateFit
    parallelism: Mapping[str, int] | None

    def refusals(self, *, allow_lost_state: bool, no_way_back: bool) -> tuple[str, ...]:
        """A sentence for each reason why it must not be done; empty when it may."""
        return tuple(self._refusals(allow_lost_state, no_way_back))

    def _refusals(self, allow_lost_state: bool, no_way_back: bool) -> Iterator[str]:
        for each in self.fit.broken:
            yield (
                f"{each.operator} has max parallelism {each.former} and would get {each.planned}: Flink reads no "
                f"state that was written with another one; leave it at {each.former}"
            )
        if self.fit.lost and not allow_lost_state:
            yield (
                f"the state of {', '.join(self.fit.lost)} would be lost: no operator of the new version has that uid; "
                "give it its uid again, or leave the state behind with --allow-lost-state"
            )
        yield from self._other_meanings(allow_lost_state)
        if self.former is None and not no_way_back:
            yield (
                f"job {self.running.id} was not deployed from here, so there would be no way back from a version that "
                "fails; name the profile that it runs with (--former PROFILE), or do without (--no-way-back)"
            )

    def _other_meanings(self, allow_lost_state: bool) -> Iterator[str]:
        """Settings whose state would be read, and be wrong."""
        for each in self.changes.of_the_job if self.changes else ():
            if each.change_class != "state_breaking":
                continue
            if each.path.endswith("max_parallelism"):
                if self.fit.unchecked:
                    yield f"{each.path} changes from {each.before} to {each.after}: no state can be read then; leave it"
            elif not allow_lost_state:
                yield (
                    f"{each.path} changes from {each.before} to {each.after}, and the state is of the former; deploy "
                    "it as a job of its own, or take the state along as it is with --allow-lost-state"
                )

    def steps(self, flink: Path, place: Path, allow_lost_state: bool) -> tuple[str, ...]:
        """Every call of Flink's REST API and every command, in order; `place` is where the new version will lie."""
        job = endpoint_of(self.running.id)
        if self.parallelism is not None:
            return (
                f"PUT {requirements_endpoint(self.running.id)}",
                f"GET {job} until every vertex runs with its new parallelism",
                f"POST {job}/checkpoints, and wait until it is completed",
            )
        stop = f"POST {stop_endpoint(self.running.id)}, and wait for the savepoint"
        new = Version(place, self.new.record).submission(SAVEPOINT, allow_lost_state)
        steps = (stop, *starting(flink, new))
        if self.former is None:
            return steps
        back = command_told(flink_run_command(flink, self.former.submission(SAVEPOINT)))
        return (*steps, f"if that fails: PATCH /jobs/NEW?mode=cancel, then\n{back}")


def starting(flink: Path, submission: Submission) -> tuple[str, ...]:
    """The steps that every deployment ends with."""
    return (
        command_told(flink_run_command(flink, submission)),
        "GET /jobs/NEW until every task runs",
        "POST /jobs/NEW/checkpoints, and wait until it is completed",
    )


def prospect_of(running: Running, former: Version | None, new: Version, plan: Plan) -> Prospect:
    """Pure."""
    changes = changes_between(former, new) if former else None
    fit = fit_state(running.vertices, plan, running.state_bytes)
    parallelism = rescale_alone(changes, plan, running.vertices) if changes and running.bounds is not None else None
    return Prospect(running, former, new, changes, fit, parallelism)
