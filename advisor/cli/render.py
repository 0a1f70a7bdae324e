"""`advisor render`: a profile into Flink's config.yaml and the job's settings."""

from __future__ import annotations

import os
from pathlib import Path

import click

from advisor.errors import BadInput
from advisor.profile.profile import load_profile
from advisor.profile.render import TARGETS, render_profile


@click.command("render")
@click.argument("profile", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write all files into.")
@click.option("--target", type=click.Choice(TARGETS), help="Print this one file instead.")
@click.option(
    "--templates",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with templates of your own; what it lacks comes from flink-conf/templates.",
)
def command(profile: Path, out: Path | None, target: str | None, templates: Path | None) -> None:
    """Render PROFILE into config.yaml (Flink) and job.yaml (the job's settings)."""
    if (out is None) == (target is None):
        raise click.UsageError("say either --out DIR or --target FILE")
    rendered = render_profile(load_profile(profile, os.environ), profile.name, templates)
    if target:
        click.echo(rendered[target], nl=False)
    if out:
        try:
            out.mkdir(parents=True, exist_ok=True)
            for name, text in rendered.items():
                (out / name).write_text(text, encoding="utf-8")
                click.echo(str(out / name))
        except OSError as error:
            raise BadInput(f"--out {out}: cannot be written ({error.strerror})") from error
