"""`advisor diff`: what differs between two profiles, and what it takes to get from one to the other."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from advisor.collect.redact import redact
from advisor.profile.diff import Difference, differences
from advisor.profile.profile import load_profile


@click.command("diff", short_help="Show what differs between two profiles.")
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(before: Path, after: Path, form: str) -> int:
    """Show which keys differ between the profiles BEFORE and AFTER, and what each change takes.

    Both with everything that they extend, defaults and environment put in. Exit code 1 when they differ.

    \b
    live                    no restart: only the advisor, or what stands around the job, reads it
    rescale                 another parallelism
    restart_from_savepoint  a new deployment of the job, with its state
    restart_cluster         Flink reads it when its processes start: restart them
    state_breaking          the state of a savepoint is lost, or means something else
    ?                       whether the state is kept depends on more than this key
    """
    found = differences(load_profile(before, os.environ), load_profile(after, os.environ))
    # A profile holds no secret that its checks know; an address with a password in it is told from its looks.
    shown = [replace(each, before=redact(each.before), after=redact(each.after)) for each in found]
    click.echo(_json(shown) if form == "json" else _text(shown))
    return 1 if found else 0


def _json(found: list[Difference]) -> str:
    return json.dumps({"same": not found, "differences": [asdict(each) for each in found]}, indent=2)


def _text(found: list[Difference]) -> str:
    if not found:
        return "no difference"
    path = max(len(each.path) for each in found)
    changes = [f"{_value(each.before)} -> {_value(each.after)}" for each in found]
    change = max(map(len, changes))
    rows = [
        f"{each.path:{path}}  {said:{change}}  {each.change_class or '?'}".rstrip()
        for each, said in zip(found, changes, strict=True)
    ]
    return "\n".join([*rows, f"takes effect by: {', '.join(sorted({each.change_class or '?' for each in found}))}"])


def _value(value: Any) -> str:
    """As JSON where a bare word could be misread, such as text with spaces or line breaks."""
    if value is None:
        return "(not set)"
    return value if isinstance(value, str) and value.isprintable() and value.split() == [value] else json.dumps(value)
