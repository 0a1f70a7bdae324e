"""`advisor report`: what limits a job, why, and what to change."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click
from rich.console import Console

from advisor.advise import advise
from advisor.cli._source import Source, settings_from, source_options
from advisor.errors import BadInput
from advisor.report.json import to_json
from advisor.report.report import FailOn, Report
from advisor.report.text import render_text


@click.command("report")
@source_options
@click.option("--profile", type=click.Path(path_type=Path), help="The job's profile: its limits, and patches for it.")
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
    source: Source, profile: Path | None, form: Literal["text", "json"], save: Path | None, fail_on: FailOn
) -> int:
    """Watch a job for a window, then say which operator limits it, why, and what to change to which value.

    Reads only: GET requests to Flink, statistics from Postgres.
    """
    settings = settings_from(profile)
    report = advise(source.observe(), settings)
    if save:
        _save(report, save)
    if form == "json":
        click.echo(to_json(report))
    else:
        text = render_text(report, str(profile) if profile else None, str(save or "report.json"))
        Console(highlight=False, soft_wrap=True).print(text, end="")
    return report.exit_code(fail_on)


def _save(report: Report, path: Path) -> None:
    try:
        path.write_text(to_json(report) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"--save {path}: cannot be written ({error.strerror})") from error
