"""`advisor apply`: a report's plan into a profile; shows the difference, writes only when told."""

from __future__ import annotations

import json
import os
from difflib import unified_diff
from pathlib import Path
from typing import Any

import click

from advisor.errors import BadInput
from advisor.profile.document import read_document, read_text
from advisor.profile.patch import Patch, apply_patches
from advisor.profile.profile import check_profile


@click.command("apply")
@click.argument("report", type=click.Path(path_type=Path))
@click.option("--profile", required=True, type=click.Path(path_type=Path), help="The profile to change.")
@click.option("--write", is_flag=True, help="Write the profile; without it, only the difference is shown.")
def command(report: Path, profile: Path, write: bool) -> None:
    """Put the plan of REPORT (a JSON report) into a profile; comments and order stay."""
    recommendations = [each for each in _recommendations(report) if each.get("patch")]
    if not recommendations:
        click.echo("nothing to change")
        return
    before = read_text(profile)
    after = _patched(profile, before, [_patch(report, each["patch"]) for each in recommendations])
    click.echo("".join(unified_diff(before.splitlines(True), after.splitlines(True), str(profile), str(profile))))
    classes = sorted({str(each.get("change_class")) for each in recommendations})
    click.echo(f"takes effect by: {', '.join(classes)}")
    if write:
        _replace_file(profile, after)
        click.echo(f"written: {profile}")
    else:
        click.echo("nothing written; add --write")


def _recommendations(report: Path) -> list[dict[str, Any]]:
    try:
        document = json.loads(read_text(report))
        return list(document["plan"]["recommendations"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{report}: is no JSON report of `advisor report --format json`") from error


def _patch(report: Path, raw: Any) -> Patch:
    try:
        return Patch(str(raw["path"]), raw["current"], raw["proposed"])
    except (KeyError, TypeError) as error:
        raise BadInput(f"{report}: plan.recommendations[].patch must have path, current and proposed") from error


def _patched(profile: Path, text: str, patches: list[Patch]) -> str:
    values = read_document(profile, os.environ).values
    for patch in patches:
        now: Any = values
        for key in patch.keys:
            now = now.get(key) if isinstance(now, dict) else None
        if now != patch.current:
            raise BadInput(
                f"{profile}: {patch.path} is {now!r}, the report saw {patch.current!r}: "
                "it is of another profile or out of date; make a new report"
            )
    return apply_patches(text, patches, str(profile))


def _replace_file(path: Path, text: str) -> None:
    """All or nothing, with the mode that the file had; held against the schema first."""
    partial = path.with_name(path.name + ".new")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.chmod(path.stat().st_mode)
        check_profile(read_document(partial, os.environ))
        partial.replace(path)
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        partial.unlink(missing_ok=True)
