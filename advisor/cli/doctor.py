"""`advisor doctor`: whether a profile can run here, before it is submitted."""

from __future__ import annotations

import os
from pathlib import Path

import click
from rich.console import Console

from advisor.cli._source import Source, connection_options, waiting
from advisor.doctor.examine import examine
from advisor.doctor.json import to_json
from advisor.doctor.outcome import Outcome, is_fit
from advisor.doctor.patient import patient_at
from advisor.doctor.text import render_text
from advisor.errors import BadInput
from advisor.profile.profile import load_profile


@click.command("doctor", short_help="Check all that a job needs, before a submit.")
@click.argument("profile", type=click.Path(path_type=Path))
@connection_options
@click.option(
    "--flink-home",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The client's Flink.  [default: $FLINK_HOME, else of `flink` on the PATH, else the apache-flink wheel]",
)
@click.option("--client-only", is_flag=True, help="Look at this machine alone: no cluster, Kafka or database.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(profile: Path, source: Source, flink_home: Path | None, client_only: bool, form: str) -> int:
    """Check, before a submit, that everything which PROFILE needs is there and fits together.

    This machine, Flink's jars and files, the Pythons, the cluster, Kafka, the database and its table: a mark each, and
    for each fault the step that mends it. Only looks. Exit code 1 when something failed.
    """
    if client_only and source.url:
        raise BadInput("--client-only looks at no cluster: leave --flink out")
    patient = patient_at(
        load_profile(profile, os.environ),
        os.environ,
        url=source.url,
        access=source.access(),
        flink_home=flink_home,
        client_only=client_only,
    )
    with waiting(f"looking at what {profile.name} needs"):
        outcomes = examine(patient)
    if form == "json":
        click.echo(to_json(outcomes, str(profile)), nl=False)
    else:
        _show(outcomes)
    return 0 if is_fit(outcomes) else 1


def _show(outcomes: tuple[Outcome, ...]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    ascii_only = console.options.ascii_only
    text = render_text(outcomes, console.width if console.is_terminal else None, ascii_only=ascii_only)
    if ascii_only:  # names may hold anything
        click.echo(text.plain.encode("ascii", "backslashreplace").decode(), nl=False)
    else:
        console.print(text, end="")
