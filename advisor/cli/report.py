"""`advisor report`: what limits a job, why, and what to change."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from advisor.advise import advise
from advisor.cli._source import Source, settings_from, source_options
from advisor.errors import BadInput
from advisor.report.formats import FORMATS, format_of
from advisor.report.report import FailOn
from advisor.report.text import render_text


@click.command("report", short_help="Name the operator that limits a job.")
@source_options
@click.option("--profile", type=click.Path(path_type=Path), help="The job's profile: its limits, and patches for it.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option(
    "--save",
    "files",
    type=click.Path(path_type=Path),
    metavar="FILE",
    multiple=True,
    help="Also write it there, as the name says: .txt .json .md .html .sarif; may be given several times.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["info", "warning", "critical", "never"]),
    default="warning",
    show_default=True,
    help="Exit code 1 for findings of this severity and above.",
)
def command(source: Source, profile: Path | None, form: str, files: tuple[Path, ...], fail_on: FailOn) -> int:
    """Watch a job for a window, then say which operator limits it, why, and what to change to which value.

    Reads only: GET requests to Flink, statistics from Postgres, offsets from Kafka.
    """
    forms = [(path, format_of(path)) for path in files]
    settings = settings_from(profile)
    report = advise(source.observe(), settings)
    name = str(profile) if profile else None
    saved = next((str(path) for path, each in forms if each == "json"), None)
    for path, each in forms:
        _save(FORMATS[each](report, name, saved), path)
    if form == "text":
        console = Console(highlight=False, soft_wrap=True)
        width = console.width if console.is_terminal else None
        console.print(render_text(report, name, saved, width), end="")
    else:
        click.echo(FORMATS[form](report, name, saved), nl=False)
    return report.exit_code(fail_on)


def _save(text: str, path: Path) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"--save {path}: cannot be written ({error.strerror})") from error
