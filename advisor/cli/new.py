"""`advisor new`: a project of your own, laid out from a job template."""

from __future__ import annotations

import shlex
from importlib.metadata import version
from pathlib import Path

import click

from advisor.new.layout import lay_out
from advisor.new.shipped import shipped, template_names, write_project

_TEMPLATES = template_names()


@click.command("new", short_help="Lay out a project of your own.")
@click.argument("name")
@click.option(
    "--template", type=click.Choice(_TEMPLATES), default=_TEMPLATES[0], show_default=True, help="Kind of job."
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder to lay it out in; NAME when not given.")
def command(name: str, template: str, out: Path | None) -> None:
    """Lay out project NAME: job, function with test, profile, table, Makefile.

    Its tests pass and it runs on a local stack as it is; nothing that is there is overwritten.
    """
    folder = out or Path(name)
    write_project(folder, lay_out(name, template, shipped(), version("narrows")))
    click.echo(f"{folder}: {template}, laid out")
    click.echo(f"next: cd {shlex.quote(str(folder))} && make test, and read README.md")
