"""`advisor apply`: a report's plan into a profile; shows the difference, writes only when told."""

from __future__ import annotations

import json
import os
from difflib import unified_diff
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import click

from advisor.errors import BadInput
from advisor.profile.document import read_document
from advisor.profile.patch import Patch, apply_patches
from advisor.profile.profile import find_faults
from advisor.profile.yaml_text import read_text


@click.command("apply")
@click.argument("report", type=click.Path(path_type=Path))
@click.option("--profile", required=True, type=click.Path(path_type=Path), help="The profile to change.")
@click.option("--write", is_flag=True, help="Write the profile; without it, only the difference is shown.")
def command(report: Path, profile: Path, write: bool) -> None:
    """Put the plan of REPORT (a JSON report) into a profile; comments and order stay."""
    before = read_text(profile)
    changes = _pending(_changes(report), profile)
    if not changes:
        click.echo("nothing to change")
        return
    after = apply_patches(before, [patch for patch, _ in changes], str(profile))
    if faults := find_faults(read_document(profile, os.environ, after)):
        raise BadInput("\n".join(["the changed profile would be wrong:", *faults]))
    lines = unified_diff(before.splitlines(), after.splitlines(), str(profile), str(profile), lineterm="")
    click.echo("\n".join(lines))
    click.echo(f"takes effect by: {', '.join(sorted({how for _, how in changes}))}")
    if write:
        _replace_file(profile, after)
    click.echo(f"written: {profile}" if write else "nothing written; add --write")


def _changes(report: Path) -> list[tuple[Patch, str]]:
    """Each patch of the report with its class of change."""
    try:
        recommendations = json.loads(read_text(report, "report"))["plan"]["recommendations"]
        changes = [(each["patch"], str(each["change_class"])) for each in recommendations]
        return [(_patch(report, patch), how) for patch, how in changes if patch is not None]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadInput(f"{report}: is no JSON report of `advisor report --format json`") from error


def _patch(report: Path, raw: Any) -> Patch:
    path, current, proposed = raw["path"], raw["current"], raw["proposed"]
    usable = isinstance(path, str) and isinstance(current, str | int | float | None)
    if not usable or not isinstance(proposed, str | int | float):
        raise BadInput(f"{report}: plan.recommendations[].patch must set one value at a dotted path")
    return Patch(path, current, proposed)


def _pending(changes: list[tuple[Patch, str]], profile: Path) -> list[tuple[Patch, str]]:
    """The changes that the profile has not got yet; applying a report twice is applying it once."""
    document = read_document(profile, os.environ)
    pending = [(patch, how) for patch, how in changes if document.value(patch.keys) != patch.proposed]
    for patch, _ in pending:
        if (now := document.value(patch.keys)) != patch.current:
            raise BadInput(
                f"{profile}: {patch.path} is {now!r}, the report saw {patch.current!r}: "
                "it is of another profile or out of date; make a new report"
            )
    return pending


def _replace_file(path: Path, text: str) -> None:
    """All or nothing, with the mode that the file had; a link stays a link."""
    target = path.resolve()
    partial: Path | None = None
    try:
        with NamedTemporaryFile("wb", dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            partial = Path(file.name)
            file.write(text.encode("utf-8"))
        partial.chmod(target.stat().st_mode)
        partial.replace(target)
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        if partial:
            partial.unlink(missing_ok=True)
