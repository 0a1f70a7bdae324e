"""`python -m lab.stack`: up, status, env, logs, down."""

from __future__ import annotations

import json
import shlex
import sys
import time
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from lab.errors import LabError
from lab.stack import Stack
from lab.stack.state import home_of, load

name_option = click.option("--name", default="default", show_default=True, help="Which stack; several can run at once.")


@click.group()
def cli() -> None:
    """The local stack: Kafka, Flink and Postgres for real, on loopback, without containers."""


@cli.command()
@name_option
@click.option("--task-managers", type=click.IntRange(1), help="How many TaskManagers a new stack gets (default 1).")
def up(name: str, task_managers: int | None) -> None:
    """Start the stack; parts that run already are left alone."""
    try:
        stack = Stack.up(name, task_managers=task_managers, say=lambda line: click.echo(line, err=True))
    except KeyboardInterrupt:
        raise LabError("interrupted; everything that was started has been ended") from None
    _show(stack.status())


@cli.command()
@name_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(name: str, as_json: bool) -> None:
    """Addresses, pids and health. Exit code 1 when something is down."""
    found = Stack.attach(name).status()
    if as_json:
        click.echo(json.dumps(found, indent=2))
    else:
        _show(found)
    sys.exit(0 if found["healthy"] else 1)


@cli.command()
@name_option
def env(name: str) -> None:
    """Shell commands that set what a profile and `flink run` need here: eval "$(python -m lab.stack env)"."""
    stack = Stack.attach(name)
    flink = {"FLINK": str(stack.flink_bin), "FLINK_URL": stack.rest_url}
    variables = {**flink, **stack.profile_environment(), **stack.flink_environment()}
    for variable, value in variables.items():
        click.echo(f"export {variable}={shlex.quote(value)}")


@cli.command()
@name_option
@click.argument("part", required=False)
@click.option("--lines", type=click.IntRange(1), default=20, show_default=True, help="How many lines of each log.")
@click.option("--follow", is_flag=True, help="Go on printing the log of PART.")
def logs(name: str, part: str | None, lines: int, follow: bool) -> None:
    """The end of the logs, of all parts or of one."""
    if follow and not part:
        raise click.UsageError("--follow wants a PART")
    known = {each.name: each.log for each in Stack.attach(name).parts()}
    if part and part not in known:
        raise LabError(f"stack {name!r} has no part {part!r}; it has {', '.join(known)}")
    paths = {part: known[part]} if part else known
    for each, path in paths.items():
        click.secho(f"==> {each}: {path}", bold=True)
        if path.exists():
            click.echo("\n".join(path.read_text(errors="replace").splitlines()[-lines:]))
    if follow and part:
        with paths[part].open(errors="replace") as log:
            log.seek(0, 2)
            while True:
                click.echo(log.read(), nl=False)
                time.sleep(0.5)


@cli.command()
@name_option
@click.option("--keep-data", is_flag=True, help="Keep topics, tables and savepoints for the next `up`.")
def down(name: str, keep_data: bool) -> None:
    """End the stack and remove its data; nothing to do is no error."""
    if load(home_of(name)) is not None:
        Stack.attach(name).down(purge=not keep_data)
    click.echo(f"stack {name!r} is down")


def _show(found: dict[str, Any]) -> None:
    table = Table(title=f"stack {found['name']!r}", title_justify="left")
    for column in ("part", "health", "pid", "address"):
        table.add_column(column)
    flink, kafka, postgres = found["flink"], found["kafka"], found["postgres"]
    rows = [
        ("postgres", postgres["pid"], postgres["dsn_without_password"]),
        ("kafka", kafka["pid"], kafka["bootstrap_servers"]),
        *((part, pid, flink["rest_url"]) for part, pid in flink["pids"].items()),
    ]
    for part, pid, address in rows:
        table.add_row(part, "[green]up[/]" if found["parts"][part] else "[red]down[/]", str(pid or "-"), address)
    Console().print(table)
    click.echo(f"the database password is in {postgres['password_file']}")


def main() -> None:
    try:
        cli(standalone_mode=False)
    except (LabError, OSError) as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(LabError.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(130)


if __name__ == "__main__":
    main()
