"""`advisor tune`: report, change, deploy, measure, keep or roll back, until nothing improves."""

from __future__ import annotations

import os
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

import click

from advisor.advise import advise
from advisor.cli._settle import settle
from advisor.cli._source import Source, cluster_options, settings_from
from advisor.deploy.cluster import Cluster
from advisor.deploy.deployment import Deployment
from advisor.deploy.flink_jobs import FlinkJobs
from advisor.deploy.flink_run import find_flink, rest_options
from advisor.deploy.http import acting_http
from advisor.deploy.interrupts import deferred, interruptible
from advisor.deploy.process import run_process
from advisor.deploy.program import Program, check_program
from advisor.deploy.versions import STATE_DIR, Versions
from advisor.errors import BadInput
from advisor.profile.changes import difference
from advisor.profile.profile import load_profile
from advisor.profile.write import replace_file
from advisor.report.report import Report
from advisor.report.words import headline
from advisor.tune import words
from advisor.tune.decide import Stop, has_no_verdict, next_action
from advisor.tune.journal import Journal
from advisor.tune.loop import Edges, look, tune
from advisor.tune.step import Step
from advisor.tune.switch import Switch
from advisor.tune.texts import prepare_texts

JOURNAL = "tune-journal.jsonl"


@dataclass(frozen=True)
class _Options:
    """`settle` in seconds."""

    source: Source
    url: str
    profile: Path
    max_steps: int
    settle: float


@click.command("tune", short_help="Tune a job on a test cluster, by itself.")
@cluster_options
@click.option("--profile", required=True, type=click.Path(path_type=Path), help="The job's profile; it is changed.")
@click.option("--yes", is_flag=True, help="Do it; without it, only the first step is shown.")
@click.option("--max-steps", type=click.IntRange(1, 100), default=5, show_default=True, help="Deployments at most.")
@click.option(
    "--settle",
    type=click.FloatRange(0, 3600),
    default=120,
    show_default=True,
    help="Seconds to wait at most, after a deployment, until the throughput is steady.",
)
@click.option(
    "--journal",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"Gets a line of JSON for every step.  [default: {JOURNAL} beside the profile]",
)
@click.option(
    "--script",
    type=click.Path(path_type=Path),
    metavar="FILE",
    default=Path("jobs/kafka_to_jdbc.py"),
    show_default=True,
    help="The job; the package that it lies in goes along.",
)
@click.option(
    "--flink-bin",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Flink's own client.  [default: $FLINK_HOME/bin/flink, else `flink` on the PATH]",
)
@click.option(
    "--py-files",
    type=click.Path(path_type=Path),
    metavar="FILE",
    multiple=True,
    help="More for the job's Python path; may be given several times.",
)
def command(
    source: Source,
    profile: Path,
    yes: bool,
    max_steps: int,
    settle: float,
    journal: Path | None,
    script: Path,
    flink_bin: Path | None,
    py_files: tuple[Path, ...],
) -> int:
    """Tune a job on a test or staging cluster: change, redeploy, measure, keep what improves, roll back what does not.

    Acts only with --yes. Each step stops the job with a savepoint and starts it from there with the changed profile;
    a step that does not improve it is rolled back to the same savepoint.
    """
    if not source.url:
        raise BadInput("name a cluster with --flink URL, such as http://localhost:8081")
    options = _Options(source, source.url, profile, max_steps, settle)
    if not yes:
        return _dry_run(options)
    program = Program(script, find_flink(flink_bin, os.environ), py_files, rest_options(source.url))
    check_program(program)
    with interruptible():
        return _tune(options, program, Journal(journal or profile.parent / JOURNAL))


def _dry_run(options: _Options) -> int:
    """The first step, as it would be."""
    report = _observe(options, None)
    click.echo(headline(report))
    action = next_action(report, frozenset(), 0, options.max_steps)
    if isinstance(action, Stop):
        if not has_no_verdict(report):
            click.echo(f"no step to make: {action.why}")
    else:
        texts = prepare_texts(options.profile, action.changes, os.environ)
        step = Step(1, _now(), report, action.changes, action.predicted)
        click.echo(words.step_begun(step))
        click.echo(difference(options.profile, texts.former, texts.changed))
    for line in words.left_to_do(report.plan):
        click.echo(line)
    if isinstance(action, Stop):
        click.echo("nothing was changed")
        return action.exit_code
    click.echo("nothing was changed; add --yes")
    return 0


def _tune(options: _Options, program: Program, journal: Journal) -> int:
    journal.check()
    edges = _edges(options, journal)
    first = look(edges, options.source.job)
    click.echo(headline(first))
    jobs = FlinkJobs(acting_http(options.url, options.source.access()), time.sleep, time.monotonic)
    cluster = Cluster(jobs, program.flink, run_process)
    versions = Versions(options.profile.parent / STATE_DIR)
    deployment = Deployment(program, options.profile, cluster, versions, os.environ, _now)
    ending = tune(edges, Switch(options.profile, deployment, replace_file, first.job.id), first, options.max_steps)
    for line in words.left_to_do(ending.report.plan):
        click.echo(line)
    if ending.steps:
        click.echo(f"journal: {journal.path}")
    click.echo(words.conclusion(ending))
    return ending.exit_code


def _edges(options: _Options, journal: Journal) -> Edges:
    def done(step: Step) -> None:
        journal.write(step)
        click.echo(words.step_done(step))

    return Edges(
        observe=lambda job_id: _observe(options, job_id),
        settle=lambda job_id: settle(options.source, options.profile, job_id, options.settle),
        prepare=lambda changes: prepare_texts(options.profile, changes, os.environ),
        now=_now,
        uninterrupted=_uninterrupted,
        begun=lambda step: click.echo(words.step_begun(step)),
        done=done,
    )


def _observe(options: _Options, job_id: str | None) -> Report:
    """The profile is read anew each time: a step has changed it."""
    source = replace(options.source, job=job_id or options.source.job)
    report = advise(source.observe(), settings_from(options.profile))
    if (named := load_profile(options.profile, os.environ).job.name) != report.job.name:
        raise BadInput(f"{options.profile}: is of the job {named!r} (job.name), not of {report.job.name!r}")
    return report


def _uninterrupted() -> AbstractContextManager[None]:
    return deferred(
        lambda: click.echo(
            "finishing this deployment first, for job and profile to agree; Ctrl-C again leaves it", err=True
        )
    )


def _now() -> datetime:
    return datetime.now(timezone.utc)
