"""What `submit` and `redeploy` share: the program to deploy, the doctor before it, and how it is told."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from advisor.cli._source import Source, waiting
from advisor.collect.http import Access
from advisor.deploy.cluster import Cluster
from advisor.deploy.exchange import Note
from advisor.deploy.flink_jobs import FlinkJobs
from advisor.deploy.flink_run import find_flink, rest_options
from advisor.deploy.http import acting_http
from advisor.deploy.interrupts import deferred
from advisor.deploy.journal import Journal
from advisor.deploy.package import package_of
from advisor.deploy.process import run_process
from advisor.deploy.program import Program, archive_path, check_program
from advisor.deploy.versions import STATE_DIR, Versions
from advisor.deploy.words import Line, laid_out, step_line
from advisor.doctor.examine import examine
from advisor.doctor.outcome import Outcome, is_fit
from advisor.doctor.patient import patient_at
from advisor.doctor.text import summary
from advisor.errors import BadInput
from advisor.profile.schema import Profile
from advisor.profile.schema.python import Python

Command = TypeVar("Command", bound=Callable[..., Any])
UNFIT = 1

_PATH = click.Path(path_type=Path)
_OPTIONS = (
    click.option(
        "--script", type=_PATH, metavar="FILE", help="The job; its package goes along.  [default: deployment.script]"
    ),
    click.option(
        "--flink-bin",
        type=_PATH,
        metavar="FILE",
        help="Flink's own client.  [default: $FLINK_HOME/bin/flink, else `flink` on the PATH]",
    ),
    click.option(
        "--py-files",
        type=_PATH,
        metavar="FILE",
        multiple=True,
        help="More for the job's Python path, beside `python.files`; may be given several times.",
    ),
    click.option(
        "--requirements", type=_PATH, metavar="FILE", help="For pip on the cluster.  [default: python.requirements]"
    ),
    click.option(
        "--archive",
        "archives",
        metavar="FILE#FOLDER",
        multiple=True,
        help="Unpacked beside the job, beside `python.archives`; may be given several times.",
    ),
    click.option(
        "--state-dir",
        type=_PATH,
        metavar="DIR",
        help=f"Where each version is kept, for the way back.  [default: {STATE_DIR} beside the profile]",
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(10, 86_400),
        default=300,
        show_default=True,
        help="Seconds for a savepoint, and for the first checkpoint, at most.",
    ),
    click.option("--no-doctor", is_flag=True, help="Deploy without looking whether profile and cluster agree."),
    click.option("--dry-run", is_flag=True, help="Say everything that would be done, and do nothing of it."),
)


@dataclass(frozen=True)
class How:
    """The options of `deploy_options`, as they were given; `timeout` in seconds."""

    script: Path | None
    flink_bin: Path | None
    py_files: tuple[Path, ...]
    requirements: Path | None
    archives: tuple[str, ...]
    state_dir: Path | None
    timeout: float
    no_doctor: bool
    dry_run: bool

    def program(self, profile: Profile, url: str) -> Program:
        """With what the profile says of it. Raises BadInput for a file that is missing."""
        script = self.script or Path(profile.deployment.script)
        python = _of_python(profile.python, script)
        program = Program(
            script=script,
            flink=find_flink(self.flink_bin, os.environ),
            py_files=(*self.py_files, *python.py_files),
            options=rest_options(url),
            requirements=self.requirements or python.requirements,
            archives=(*self.archives, *python.archives),
        )
        check_program(program)
        return program

    def versions(self, profile: Path) -> Versions:
        """Where they are kept."""
        return Versions(self.state_dir or profile.parent / STATE_DIR)


@dataclass(frozen=True)
class _PythonFiles:
    py_files: tuple[Path, ...]
    archives: tuple[str, ...]
    requirements: Path | None


def _of_python(python: Python, script: Path) -> _PythonFiles:
    """What the profile sends along. The zip of the script's own package is left out: that is packaged anew."""
    package = package_of(script)
    found = _PythonFiles(
        tuple(Path(each) for each in python.files if package is None or Path(each).name != f"{package.name}.zip"),
        python.archives,
        Path(python.requirements) if python.requirements else None,
    )
    named = {
        "python.files": found.py_files,
        "python.archives": map(archive_path, found.archives),
        "python.requirements": filter(None, [found.requirements]),
    }
    for key, paths in named.items():
        for path in paths:
            if not path.exists():
                raise BadInput(
                    f"{key}: there is no {path} here; make it, or set {key} to what goes along with {script}"
                )
    return found


def deploy_options(command: Command) -> Command:
    """What is deployed and how; the command gets them as keywords for `How`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def jobs_at(url: str | None, access: Access) -> FlinkJobs:
    """Raises BadInput without an address."""
    if not url:
        raise BadInput("name a cluster with --flink URL, such as http://localhost:8081")
    return FlinkJobs(acting_http(url, access), time.sleep, time.monotonic)


def cluster_at(jobs: FlinkJobs, program: Program, how: How) -> Cluster:
    """With Flink's client."""
    return Cluster(jobs, program.flink, run_process, how.timeout)


def is_well(profile: Profile, source: Source, how: How, flink: Path, replaces: str | None = None) -> bool:
    """Let the doctor look, and tell what is amiss. `replaces`: the id of the job whose place it takes."""
    if how.no_doctor:
        return True
    home = None if "FLINK_HOME" in os.environ else flink.resolve().parent.parent
    patient = patient_at(
        profile, os.environ, url=source.url, access=source.access(), flink_home=home, replaces=replaces
    )
    with waiting("the doctor looks at profile, cluster, Kafka and database"):
        outcomes = examine(patient)
    tell(doctor_lines(outcomes))
    return is_fit(outcomes)


def doctor_lines(outcomes: Sequence[Outcome]) -> Iterator[Line]:
    """The summary, and what is amiss, each with what mends it; `advisor doctor` shows the rest."""
    yield "doctor", summary(outcomes)
    for sign, state in (("x", "failed"), ("!", "warning")):
        for each in outcomes:
            if each.state == state:
                yield "doctor", f"{sign} {each.what}"
                yield "doctor", f"  {each.hint}"


def tell(lines: Iterable[Line]) -> None:
    """On a terminal within its width."""
    console = Console()
    if text := laid_out(lines, console.width if console.is_terminal else None):
        click.echo(text)


def uninterrupted() -> AbstractContextManager[None]:
    """Around what must not end halfway."""
    return deferred(lambda: mention("finishing this first, so that a job runs; Ctrl-C again leaves it at once"))


def mention(text: str) -> None:
    """On stderr, for whoever still reads it: a terminal that is closed must not end what is said to be finished."""
    with suppress(OSError):
        click.echo(text, err=True)


def now() -> datetime:
    """In UTC."""
    return datetime.now(timezone.utc)


def noting(journal: Journal, job: str) -> Note:
    """Each step on the disk, then on the screen."""

    def note(step: str, **facts: Any) -> None:
        at = now()
        journal.write({"at": at.isoformat(timespec="seconds"), "job": job, "step": step, **facts})
        with suppress(OSError):  # a pipe that nobody reads any more must not keep a job from being started
            tell([(f"{at.astimezone():%H:%M:%S}", step_line(step, facts))])

    return note
