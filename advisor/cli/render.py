"""`advisor render`: a profile into the files that Flink, the job and what stands around them read."""

from __future__ import annotations

import os
from pathlib import Path

import click

from advisor.errors import BadInput
from advisor.profile.profile import load_profile
from advisor.profile.render import USUAL_TARGETS, CannotSay, LacksSetting, find_targets, render_profile
from advisor.profile.schema import Profile


@click.command(
    "render", short_help="Make configuration out of a profile.", epilog=f"Targets: {', '.join(find_targets())}."
)
@click.argument("profile", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write into.")
@click.option("--target", "targets", multiple=True, help="What to render; may stand several times.")
@click.option("--all", "everything", is_flag=True, help="Write every target that the profile has the settings for.")
@click.option(
    "--templates",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with templates of your own; what it lacks comes from flink-conf/templates.",
)
def command(
    profile: Path, out: Path | None, targets: tuple[str, ...], everything: bool, templates: Path | None
) -> None:
    """Render PROFILE: print a target, or write files with --out.

    Without --target, --out writes config.yaml (Flink) and job.yaml (the job's settings).
    """
    if out is None and (everything or not targets):
        raise click.UsageError("say --out DIR to write files, or --target NAME to print one")
    loaded = load_profile(profile, os.environ)
    if everything:
        rendered = _all_that_can_be(loaded, profile.name, templates)
    else:
        rendered = render_profile(loaded, profile.name, templates, targets or USUAL_TARGETS)
    if out:
        _write(out, rendered)
    else:
        _print(rendered)


def _all_that_can_be(profile: Profile, name: str, templates: Path | None) -> dict[str, str]:
    """Every target; one that does not go with the profile is named on stderr and left out."""
    rendered: dict[str, str] = {}
    for target in find_targets(templates):
        try:
            rendered |= render_profile(profile, name, templates, (target,))
        except (LacksSetting, CannotSay) as error:
            click.echo(f"left out {target}: {error}", err=True)
    return rendered


def _print(rendered: dict[str, str]) -> None:
    for file, text in rendered.items():
        if len(rendered) > 1:
            click.echo(f"# ---- {file}")
        click.echo(text, nl=False)


def _write(out: Path, rendered: dict[str, str]) -> None:
    try:
        for file, text in rendered.items():
            path = out / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            click.echo(str(path))
    except OSError as error:
        raise BadInput(f"--out {out}: cannot be written ({error.strerror})") from error
