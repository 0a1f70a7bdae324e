"""`advisor redeploy`: a running job exchanged for a new version, with its state, and back when that fails."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from advisor.advise import advise
from advisor.cli import _deploy
from advisor.cli._deploy import How, deploy_options, is_well, jobs_at, noting, now, tell, uninterrupted
from advisor.cli._settle import settle
from advisor.cli._source import Source, cluster_options, settings_from, waiting
from advisor.cli.submit import look_at as page_of
from advisor.collect.flink_answers import JobSummary
from advisor.collect.job_choice import choose_job
from advisor.deploy.cluster import Cluster
from advisor.deploy.exchange import Exchange, Note
from advisor.deploy.flink_jobs import ENDED, FlinkJobs
from advisor.deploy.interrupts import interruptible
from advisor.deploy.planned import plan_version
from advisor.deploy.process import run_process
from advisor.deploy.program import Program
from advisor.deploy.prospect import Prospect, prospect_of
from advisor.deploy.rescale import rescale
from advisor.deploy.running import look_at
from advisor.deploy.version import Version, make_version
from advisor.deploy.versions import Versions
from advisor.deploy.words import prospect_lines
from advisor.errors import AdvisorError, BadInput, CannotDeploy
from advisor.profile.profile import load_profile
from advisor.profile.schema import Profile
from advisor.report.compare import compare_reports
from advisor.report.comparison import comparison_text
from advisor.report.report import Report

WORSE = 1


@dataclass(frozen=True)
class _Choice:
    """The options of this command alone; `settle` in seconds."""

    former: Path | None
    former_script: Path | None
    no_way_back: bool
    allow_lost_state: bool
    no_compare: bool
    settle: float


@dataclass(frozen=True)
class _Redeployment:
    """Everything that is known before anything is done."""

    how: How
    choice: _Choice
    source: Source
    url: str
    path: Path
    profile: Profile
    program: Program
    jobs: FlinkJobs
    job: JobSummary
    versions: Versions


@click.command("redeploy", short_help="Exchange a running job; its state stays.")
@click.argument("profile", type=click.Path(path_type=Path))
@cluster_options
@deploy_options
@click.option(
    "--former",
    type=click.Path(path_type=Path),
    metavar="PROFILE",
    help="What the job runs with, for the way back; not needed for what was deployed from here.",
)
@click.option(
    "--former-script", type=click.Path(path_type=Path), metavar="FILE", help="Its script, when it is another one."
)
@click.option("--no-way-back", is_flag=True, help="Do it although nothing is known to go back to.")
@click.option("--allow-lost-state", is_flag=True, help="Leave state behind that no operator of the new version takes.")
@click.option("--no-compare", is_flag=True, help="Do not watch the job before and after.")
@click.option(
    "--settle",
    type=click.FloatRange(0, 3600),
    default=120,
    show_default=True,
    help="Seconds to wait at most until the throughput is steady, before the job is watched again.",
)
def command(
    source: Source,
    profile: Path,
    former: Path | None,
    former_script: Path | None,
    no_way_back: bool,
    allow_lost_state: bool,
    no_compare: bool,
    settle: float,
    **given: Any,
) -> int:
    """Exchange the running job for the version that PROFILE and script now are, without losing its state.

    Stops it with a savepoint, starts the new version from there, and waits until that has completed a checkpoint; one
    that fails is replaced by the former version from the same savepoint. Where the adaptive scheduler is on, another
    parallelism alone is asked of the running job. Then the job before is compared with the job after.
    """
    how = How(**given)
    choice = _Choice(former, former_script, no_way_back, allow_lost_state, no_compare, settle)
    jobs = jobs_at(source.url, source.access())
    loaded = load_profile(profile, os.environ)
    url = str(source.url).rstrip("/")
    program = how.program(loaded, url)
    job = _running_job(jobs, source.job or loaded.job.name, loaded, profile, url)
    task = _Redeployment(
        how, choice, replace(source, job=job.id), url, profile, loaded, program, jobs, job, how.versions(profile)
    )
    with ExitStack() as stack, interruptible():
        folders = [Path(stack.enter_context(TemporaryDirectory(prefix="narrows-"))) for _ in range(2)]
        return _redeploy(task, *folders)


def _running_job(jobs: FlinkJobs, wanted: str, profile: Profile, path: Path, url: str) -> JobSummary:
    listed = jobs.listed()
    if not any(wanted in (job.id, job.name) and job.state not in ENDED for job in listed):
        raise BadInput(f"no job {wanted!r} runs here; start it with `advisor submit {path} --flink {url}`")
    job = choose_job(listed, wanted)
    if job.name != profile.job.name:
        raise BadInput(f"{path}: is of the job {profile.job.name!r} (job.name), not of {job.name!r}")
    return job


def _redeploy(task: _Redeployment, folder: Path, former_folder: Path) -> int:
    fit = is_well(task.profile, task.source, task.how, task.program.flink, replaces=task.job.id)
    prospect = _prospect(task, folder, former_folder)
    tell(prospect_lines(prospect))
    refusals = prospect.refusals(allow_lost_state=task.choice.allow_lost_state, no_way_back=task.choice.no_way_back)
    if task.how.dry_run:
        return _dry_run(task, prospect, refusals, fit)
    if refusals:
        raise BadInput("\n".join(refusals))
    if not fit:
        click.echo("nothing was done; mend what the doctor found, or redeploy all the same: --no-doctor")
        return _deploy.UNFIT
    before = None if task.choice.no_compare else _observe(task, task.job.id)
    job_id = _make(task, prospect)
    tell([("look at", page_of(task.url, job_id))])
    return _compare(task, before, job_id) if before else 0


def _prospect(task: _Redeployment, folder: Path, former_folder: Path) -> Prospect:
    """Looks only: GET, and Flink's client up to where it would submit."""
    new = make_version(task.program, task.profile, task.path, folder)
    former = task.versions.running(task.job.name, task.job.id)
    if task.choice.former:
        script = task.choice.former_script or task.program.script
        profile = load_profile(task.choice.former, os.environ)
        former = make_version(replace(task.program, script=script), profile, task.choice.former, former_folder)
    running = look_at(task.jobs, task.job)
    with waiting("asking Flink's client what the new version would be"):
        plan = plan_version(new, task.program.flink, running.readable_checkpoint, run_process)
    return prospect_of(running, former, new, plan)


def _dry_run(task: _Redeployment, prospect: Prospect, refusals: tuple[str, ...], fit: bool) -> int:
    place = task.versions.place(task.job.name, task.versions.next_number(task.job.name)).resolve()
    steps = prospect.steps(task.program.flink, place, task.choice.allow_lost_state)
    keep = f"keep what is deployed in {place}"
    tell([("would do", f"{number} {step}") for number, step in enumerate((keep, *steps), 1)])
    for refusal in refusals:
        click.echo(f"would be refused: {refusal}")
    if not fit:
        click.echo("would be refused: the doctor found what must be mended first (or --no-doctor)")
    click.echo("nothing was done" if refusals or not fit else "nothing was done; leave --dry-run out to do it")
    return BadInput.exit_code if refusals else (0 if fit else _deploy.UNFIT)


def _make(task: _Redeployment, prospect: Prospect) -> str:
    """The new job's id. Raises CannotDeploy, saying what runs and what comes next."""
    former = prospect.former
    if former is not None and former.record.number == 0:
        former = task.versions.keep(former, now()).submitted(task.job.id, None)
        former.write()
    new = task.versions.keep(prospect.new, now())
    journal = task.versions.journal(task.job.name)
    journal.check()
    note = noting(journal, task.job.name)
    if prospect.parallelism is not None:
        return _rescale(task, prospect, new, note)
    cluster = _deploy.cluster_at(task.jobs, task.program, task.how)
    return _exchange(task, cluster, former, new, note)


def _exchange(task: _Redeployment, cluster: Cluster, former: Version | None, new: Version, note: Note) -> str:
    exchange = Exchange(cluster, task.job.id, former, new, note)
    try:
        with uninterrupted():
            return exchange.make(task.choice.allow_lost_state)
    except AdvisorError as error:
        raise CannotDeploy(f"{str(error).rstrip('.')}; {_stands(task, exchange)}") from error
    except KeyboardInterrupt:
        click.echo(_stands(task, exchange), err=True)
        raise
    finally:
        if exchange.unwritten:
            click.echo(exchange.unwritten, err=True)


def _stands(task: _Redeployment, exchange: Exchange) -> str:
    return f"{exchange.standing.sentence()}{_next(task, exchange)}"


def _next(task: _Redeployment, exchange: Exchange) -> str:
    """The command that goes on."""
    standing = exchange.standing
    if standing.doing:
        return f"; look at {task.url} before anything is started"
    if standing.job is None and standing.savepoint:
        return f"; go on with `advisor submit {task.path} --flink {task.url} --from-savepoint {standing.savepoint}`"
    return ""


def _rescale(task: _Redeployment, prospect: Prospect, new: Version, note: Note) -> str:
    job_id = task.job.id
    assert prospect.parallelism is not None
    assert prospect.running.bounds is not None
    try:
        with uninterrupted():
            rescale(task.jobs, job_id, prospect.running.bounds, prospect.parallelism, task.how.timeout)
    except CannotDeploy as error:
        note("failed", version=new.record.number, reason=str(error))
        stands = "it runs with its former parallelism" if error.clean else f"look at {task.url} for what runs now"
        raise CannotDeploy(f"job {job_id} could not be rescaled; {stands}", clean=error.clean) from error
    new.submitted(job_id, None).write()
    note("rescaled", job_id=job_id, version=new.record.number)
    return job_id


def _observe(task: _Redeployment, job_id: str) -> Report:
    return advise(replace(task.source, job=job_id).observe(), settings_from(task.path))


def _compare(task: _Redeployment, before: Report, job_id: str) -> int:
    """Before with after. The job is deployed, whatever this finds."""
    try:
        settle(task.source, task.path, job_id, task.choice.settle)
        found = compare_reports(before, _observe(task, job_id))
    except AdvisorError as error:
        raise type(error)(f"the new version runs, but could not be compared: {error}") from error
    click.echo()
    click.echo(comparison_text(found), nl=False)
    return WORSE if found.outcome == "worse" else 0
