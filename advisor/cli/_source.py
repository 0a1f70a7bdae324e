"""Where a command's observation comes from: a cluster that is watched, or a capture of one."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import closing, nullcontext
from dataclasses import dataclass
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from advisor.advise import advise, settings_of
from advisor.collect.capture import Capture, Recorder, is_capture, load_capture, parse_capture, read_packed
from advisor.collect.flink_rest import REQUESTS_AT_ONCE, FlinkRest
from advisor.collect.host import Host
from advisor.collect.http import Access, Http, RestClient, Transport, new_session
from advisor.collect.job_choice import choose_job
from advisor.collect.kafka import Kafka
from advisor.collect.postgres import Database
from advisor.collect.surroundings import Eyes
from advisor.collect.window import AfterLook, collect_observation
from advisor.errors import BadInput
from advisor.model.observation import Observation
from advisor.model.settings import JobSettings
from advisor.profile.profile import load_profile
from advisor.report.json import from_json
from advisor.report.report import Report

Command = TypeVar("Command", bound=Callable[..., Any])

# Flink keeps metrics for 10 s; two looks closer together can see the same ones.
SHORTEST_WINDOW_SECONDS = 12.0
AUTHORIZATION = "FLINK_AUTHORIZATION"

_FLINK = (click.option("--flink", "url", metavar="URL", help="Flink's REST API, http://host:8081."),)
_WATCHED = (
    click.option("--job", metavar="ID|NAME", help="The job; not needed when only one runs."),
    click.option("--postgres", "dsn", metavar="DSN", help="The sink's database; password: PGPASSWORD or ~/.pgpass."),
    click.option("--kafka", metavar="BOOTSTRAP", help="The sources' Kafka, host:9092: what arrives, and what waits."),
    click.option("--kafka-group", metavar="GROUP", help="Consumer group whose committed offsets are read, too."),
    click.option("--host", is_flag=True, help="Also look at this machine: the TaskManagers on it, CPU, memory, disk."),
    click.option(
        "--window",
        type=click.FloatRange(min=SHORTEST_WINDOW_SECONDS, max=86_400),
        default=30.0,
        show_default=True,
        help="Seconds from the first observation to the last.",
    ),
    click.option(
        "--samples",
        type=click.IntRange(2, 1000),
        default=2,
        show_default=True,
        help="Observations in the window; more than two show bursts.",
    ),
)
_ACCESS = (
    click.option(
        "--authorization-file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help=f"Holds the Authorization header for a proxy before Flink, `Bearer ...`; else ${AUTHORIZATION}.",
    ),
    click.option("--ca", type=click.Path(path_type=Path), metavar="FILE", help="Certificates to trust."),
    click.option("--cert", type=click.Path(path_type=Path), metavar="FILE", help="The client's own certificate."),
    click.option("--key", type=click.Path(path_type=Path), metavar="FILE", help="Its key."),
    click.option("--insecure", is_flag=True, help="Do not check the server's certificate."),
)
_CAPTURE = click.option(
    "--capture",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A file of `advisor capture`, in place of a cluster.",
)


@dataclass(frozen=True)
class Source:
    """The options of `connection_options`, `cluster_options` or `source_options`, as they were given."""

    url: str | None
    authorization_file: Path | None
    ca: Path | None
    cert: Path | None
    key: Path | None
    insecure: bool
    job: str | None = None
    dsn: str | None = None
    kafka: str | None = None
    kafka_group: str | None = None
    host: bool = False
    window: float = 30.0
    samples: int = 2
    capture: Path | None = None

    def observe(self, *, quiet: bool = False) -> Observation:
        """Watch the job for the window (`quiet`: without a sign of life), or take the capture. Raises AdvisorError."""
        if self.capture:
            return self._captured(self.capture)
        return self._watch(self._http(), lambda _job, _surroundings: None, quiet)[1]

    def _captured(self, path: Path) -> Observation:
        if self.url or self.dsn or self.kafka or self.host:
            raise BadInput("--capture holds all answers already: leave --flink, --postgres, --kafka and --host out")
        observation = load_capture(path).observation()
        if self.job and self.job not in (observation.last.id, observation.last.name):
            raise BadInput(f"{path} is of the job {observation.last.name!r} {observation.last.id}, not of {self.job!r}")
        return observation

    def record(self) -> tuple[Capture, Observation]:
        """Watch the job and keep the answers."""
        http = self._http()
        recorder = Recorder(http)
        job, observation = self._watch(recorder, recorder.cut)
        place = http.name("")
        return Capture(
            tool_version=version("narrows"), job=job, flink=place, samples=tuple(recorder.looks)
        ), observation

    def _http(self) -> Http:
        if not self.url:
            raise BadInput("name a cluster with --flink URL, such as http://localhost:8081, or a --capture FILE")
        if self.window / (self.samples - 1) < SHORTEST_WINDOW_SECONDS:
            most = int(self.window / SHORTEST_WINDOW_SECONDS) + 1
            raise BadInput(
                f"--samples {self.samples}: Flink renews its metrics every 10 s, so a window of {self.window:.0f} s "
                f"holds at most {most}"
            )
        return Http(self.url, new_session(REQUESTS_AT_ONCE, self.access()))

    def access(self) -> Access:
        """How to get past what stands before Flink. Raises BadInput."""
        return Access(self._authorization(), self.ca, self.cert, self.key, verify=not self.insecure)

    def flink(self) -> FlinkRest:
        """The cluster, to look at without the rest."""
        return _flink(self._http())

    def _authorization(self) -> str | None:
        if self.authorization_file is None:
            return os.environ.get(AUTHORIZATION)
        try:
            return self.authorization_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"--authorization-file {self.authorization_file}: cannot be read") from error

    def _watch(self, transport: Transport, after_look: AfterLook, quiet: bool = False) -> tuple[str, Observation]:
        flink = _flink(transport)
        eyes = self._eyes()
        chosen = choose_job(flink.jobs(), self.job)
        sign = nullcontext() if quiet else waiting(f"watching {chosen.name} for {self.window:.0f} s")
        with closing(eyes), sign:
            return chosen.id, collect_observation(flink, chosen.id, self.window, self.samples, eyes, after_look)

    def _eyes(self) -> Eyes:
        if self.kafka_group and not self.kafka:
            raise BadInput("--kafka-group wants --kafka BOOTSTRAP: the broker that keeps the group's offsets")
        return Eyes(
            Database(self.dsn) if self.dsn else None,
            Kafka(self.kafka, self.kafka_group) if self.kafka else None,
            Host() if self.host else None,
        )


def _flink(transport: Transport) -> FlinkRest:
    return FlinkRest(RestClient(transport), lambda: datetime.now(timezone.utc), time.sleep)


def connection_options(command: Command) -> Command:
    """Options that name a cluster and get past what stands before it; the command gets them as one `source`."""
    return _with_options(command, (*_FLINK, *_ACCESS))


def cluster_options(command: Command) -> Command:
    """The same, and how to watch a job of it."""
    return _with_options(command, (*_FLINK, *_WATCHED, *_ACCESS))


def source_options(command: Command) -> Command:
    """The same, or a capture in its place."""
    return _with_options(command, (*_FLINK, *_WATCHED, *_ACCESS, _CAPTURE))


def _with_options(command: Command, options: tuple[Any, ...]) -> Command:
    names = Source.__dataclass_fields__

    def gathered(**arguments: Any) -> Any:
        given = {name: arguments.pop(name) for name in list(arguments) if name in names}
        return command(source=Source(**given), **arguments)

    gathered.__doc__ = command.__doc__
    gathered.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    for option in reversed(options):
        option(gathered)
    return gathered  # type: ignore[return-value]


def settings_from(profile: Path | None) -> JobSettings:
    """What a profile says that the advice depends on; without one, what holds anyway."""
    return settings_of(load_profile(profile, os.environ) if profile else None)


def report_of_file(path: Path, profile: Path | None = None) -> Report:
    """The report that a file holds, or the one on the capture that it holds. Raises BadInput."""
    text = read_packed(path)
    if is_capture(text):
        return advise(parse_capture(text, path).observation(), settings_from(profile))
    return from_json(text, str(path))


def waiting(message: str) -> Any:
    """A sign of life on a terminal, nothing in a pipe."""
    console = Console(stderr=True)
    return console.status(message) if console.is_terminal else nullcontext()
