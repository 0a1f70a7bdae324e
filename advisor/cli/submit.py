"""`advisor submit`: a profile into a running job that has proven itself with a checkpoint."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from advisor.cli import _deploy
from advisor.cli._deploy import How, deploy_options, is_well, jobs_at, noting, now, tell, uninterrupted
from advisor.cli._source import Source, connection_options, waiting
from advisor.deploy.cluster import Cluster
from advisor.deploy.flink_jobs import FlinkJobs
from advisor.deploy.interrupts import interruptible
from advisor.deploy.prospect import starting
from advisor.deploy.version import Version, make_version
from advisor.deploy.versions import Versions
from advisor.errors import AdvisorError, BadInput, CannotDeploy
from advisor.profile.profile import load_profile


@click.command("submit", short_help="Submit a job and wait until it runs.")
@click.argument("profile", type=click.Path(path_type=Path))
@connection_options
@deploy_options
@click.option(
    "--from-savepoint", "savepoint", metavar="PATH", help="Start with its state.  [default: deployment.savepoint]"
)
@click.option("--allow-lost-state", is_flag=True, help="Leave state of it behind that no operator takes.")
def command(source: Source, profile: Path, savepoint: str | None, allow_lost_state: bool, **given: Any) -> int:
    """Submit the job of PROFILE and wait until it runs and has completed a checkpoint.

    Packages the script's package, lets the doctor look first, and keeps what was submitted, so that
    `advisor redeploy` knows the way back. A job of that name that runs already is left alone.
    """
    how = How(**given)
    jobs = jobs_at(source.url, source.access())
    loaded = load_profile(profile, os.environ)
    program = how.program(loaded, str(source.url))
    savepoint = savepoint or loaded.deployment.savepoint
    _refuse_a_second(jobs, loaded.job.name, profile, str(source.url))
    fit = is_well(loaded, source, how, program.flink)
    versions = how.versions(profile)
    with TemporaryDirectory(prefix="narrows-") as folder, interruptible():
        made = make_version(program, loaded, profile, Path(folder))
        if how.dry_run:
            return _dry_run(made, versions, program.flink, savepoint, allow_lost_state, fit)
        if not fit:
            click.echo("nothing was submitted; mend what the doctor found, or submit all the same: --no-doctor")
            return _deploy.UNFIT
        kept = versions.keep(made, now())
        cluster = _deploy.cluster_at(jobs, program, how)
        return _submit(cluster, kept, versions, str(source.url), savepoint, allow_lost_state)


def _refuse_a_second(jobs: FlinkJobs, name: str, profile: Path, url: str) -> None:
    """Two of them would write the same rows."""
    if running := sorted(jobs.alive(name)):
        raise BadInput(
            f"job {name!r} runs already ({', '.join(running)}); exchange it for this version with "
            f"`advisor redeploy {profile} --flink {url}`"
        )


def _dry_run(
    made: Version, versions: Versions, flink: Path, savepoint: str | None, allow_lost_state: bool, fit: bool
) -> int:
    job = made.record.job
    place = versions.place(job, versions.next_number(job)).resolve()
    submission = Version(place, made.record).submission(savepoint, allow_lost_state)
    steps = (f"keep what is submitted in {place}", *starting(flink, submission))
    tell([("would do", f"{number} {step}") for number, step in enumerate(steps, 1)])
    click.echo(f"nothing was done; {'leave --dry-run out to do it' if fit else 'the doctor would stop it'}")
    return 0 if fit else _deploy.UNFIT


def _submit(
    cluster: Cluster, version: Version, versions: Versions, url: str, savepoint: str | None, allow_lost_state: bool
) -> int:
    name, number = version.record.job, version.record.number
    journal = versions.journal(name)
    journal.check()
    note = noting(journal, name)
    with uninterrupted():
        try:
            with waiting(f"submitting {name}"):
                job_id = cluster.start(version, savepoint, allow_lost_state)
        except CannotDeploy as error:
            note("failed", version=number, reason=str(error))
            left = "nothing of it runs" if error.clean else f"it is not known what of it runs: look at {url}"
            raise CannotDeploy(f"{name} did not come up; {left}", clean=error.clean) from error
        version.submitted(job_id, savepoint).write()
        note("running", job_id=job_id, version=number, savepoint=savepoint)
    try:
        with waiting("waiting for its first checkpoint"):
            cluster.prove(job_id)
    except AdvisorError as error:
        note("failed", version=number, reason=str(error))
        raise CannotDeploy(_unproven(cluster, job_id, url)) from error
    note("proven", job_id=job_id)
    tell([("look at", look_at(url, job_id)), ("look at", f"advisor report --flink {url} --job {name}")])
    return 0


def _unproven(cluster: Cluster, job_id: str, url: str) -> str:
    """A job that fails again and again is ended; one that runs is left for whoever wants to know why."""
    if cluster.is_broken(job_id):
        cluster.discard(job_id)
        return f"job {job_id} was ended again; nothing of it runs"
    return (
        f"job {job_id} was left as it is: look at {look_at(url, job_id)}, "
        f"or run `advisor report --flink {url} --job {job_id}`"
    )


def look_at(url: str, job_id: str) -> str:
    """The job in Flink's own web pages."""
    return f"{url.rstrip('/')}/#/job/running/{job_id}/overview"
