"""`advisor schema`: the JSON Schema of a profile, for editors."""

from __future__ import annotations

import click

from advisor.profile.json_schema import schema_text


@click.command("schema", short_help="Print the JSON Schema of a profile.")
def command() -> None:
    """Print the JSON Schema of a profile.

    Editors check and complete a profile whose first line is `# yaml-language-server: $schema=FILE`.
    """
    click.echo(schema_text(), nl=False)
