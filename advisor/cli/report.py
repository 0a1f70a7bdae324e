"""`advisor report`: what limits a job, why, and what to change."""

from __future__ import annotations

import os
import time
from contextlib import closing, nullcontext
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Literal

import click
from rich.console import Console

from advisor.advise import advise, settings_of
from advisor.collect.flink_rest import REQUESTS_AT_ONCE, FlinkRest
from advisor.collect.http import RestClient, new_session
from advisor.collect.job_choice import choose_job
from advisor.collect.postgres import open_database
from advisor.collect.window import collect_observation
from advisor.errors import BadInput
from advisor.profile.profile import load_profile
from advisor.report.json import to_json
from advisor.report.report import FailOn, Report
from advisor.report.text import render_text

# Flink keeps metrics for 10 s; two looks closer together can see the same ones.
SHORTEST_WINDOW_SECONDS = 12.0


@click.command("report")
@click.option("--flink", "url", required=True, metavar="URL", help="Flink's REST API, http://host:8081.")
@click.option("--job", metavar="ID|NAME", help="The job; not needed when only one runs.")
@click.option("--profile", type=click.Path(path_type=Path), help="The job's profile: its limits, and patches for it.")
@click.option("--postgres", "dsn", metavar="DSN", help="The sink's database; password: PGPASSWORD or ~/.pgpass.")
@click.option(
    "--window",
    type=click.FloatRange(min=SHORTEST_WINDOW_SECONDS, max=86_400),
    default=30.0,
    show_default=True,
    help="Seconds between the two observations.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--save", type=click.Path(path_type=Path), metavar="FILE", help="Also write the JSON report there.")
@click.option(
    "--fail-on",
    type=click.Choice(["info", "warning", "critical", "never"]),
    default="warning",
    show_default=True,
    help="Exit code 1 for findings of this severity and above.",
)
def command(
    url: str,
    job: str | None,
    profile: Path | None,
    dsn: str | None,
    window: float,
    form: Literal["text", "json"],
    save: Path | None,
    fail_on: FailOn,
) -> int:
    """Watch a job for a window, then say which operator limits it, why, and what to change to which value.

    Reads only: GET requests to Flink, statistics from Postgres.
    """
    settings = settings_of(load_profile(profile, os.environ) if profile else None)
    flink = FlinkRest(RestClient(url, new_session(REQUESTS_AT_ONCE)), lambda: datetime.now(timezone.utc), time.sleep)
    chosen = choose_job(flink.jobs(), job)
    database: Any = closing(open_database(dsn)) if dsn else nullcontext(None)
    with database as connection, _waiting(f"watching {chosen.name} for {window:.0f} s"):
        observation = collect_observation(flink, chosen.id, window, connection)
    report = advise(observation, settings)
    if save:
        _save(report, save)
    if form == "json":
        click.echo(to_json(report))
    else:
        text = render_text(report, str(profile) if profile else None, str(save or "report.json"))
        Console(highlight=False, soft_wrap=True).print(text, end="")
    return report.exit_code(fail_on)


def _waiting(message: str) -> Any:
    """A sign of life on a terminal, nothing in a pipe."""
    console = Console(stderr=True)
    return console.status(message) if console.is_terminal else nullcontext()


def _save(report: Report, path: Path) -> None:
    try:
        path.write_text(to_json(report) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"--save {path}: cannot be written ({error.strerror})") from error
