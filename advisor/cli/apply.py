"""`advisor apply`: a report's plan into a profile; shows the difference, writes only when told."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from advisor.errors import BadInput
from advisor.profile.changes import difference, patched_text, pending_patches
from advisor.profile.patch import Patch
from advisor.profile.write import replace_file
from advisor.profile.yaml_text import read_text


@click.command("apply", short_help="Put a report's plan into a profile.")
@click.argument("report", type=click.Path(path_type=Path))
@click.option("--profile", required=True, type=click.Path(path_type=Path), help="The profile to change.")
@click.option("--write", is_flag=True, help="Write the profile; without it, only the difference is shown.")
def command(report: Path, profile: Path, write: bool) -> None:
    """Put the plan of REPORT (a JSON report) into a profile; comments and order stay."""
    before = read_text(profile)
    job, changes = _read(report)
    patches = pending_patches(profile, [patch for patch, _ in changes], os.environ, job)
    if not patches:
        click.echo("nothing to change")
        return
    after = patched_text(profile, before, patches, os.environ)
    click.echo(difference(profile, before, after))
    click.echo(f"takes effect by: {', '.join(sorted({how for patch, how in changes if patch in patches}))}")
    if write:
        replace_file(profile, after)
    click.echo(f"written: {profile}" if write else "nothing written; add --write")


def _read(report: Path) -> tuple[str | None, list[tuple[Patch, str]]]:
    """The job that a report is of, and each of its patches with its class of change."""
    try:
        read = json.loads(read_text(report, "report"))
        changes = [(each["patch"], str(each["change_class"])) for each in read["plan"]["recommendations"]]
        name = read.get("job", {}).get("name")
        return name, [(_patch(report, patch), how) for patch, how in changes if patch is not None]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadInput(f"{report}: is no JSON report of `advisor report --format json`") from error


def _patch(report: Path, raw: Any) -> Patch:
    path, current, proposed = raw["path"], raw["current"], raw["proposed"]
    usable = isinstance(path, str) and isinstance(current, str | int | float | None)
    if not usable or not isinstance(proposed, str | int | float):
        raise BadInput(f"{report}: plan.recommendations[].patch must set one value at a dotted path")
    return Patch(path, current, proposed)
