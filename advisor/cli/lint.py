"""`advisor lint`: settings that are dead, renamed, without effect or harmful, before anything runs."""

from __future__ import annotations

import os
from pathlib import Path

import click
from rich.console import Console

from advisor.errors import BadInput
from advisor.lint.context import Context
from advisor.lint.formats import FORMATS
from advisor.lint.formats.text import render_text
from advisor.lint.kinds import KINDS, Kind, NotForLint, UnknownKind
from advisor.lint.known.flink import spelt_version
from advisor.lint.known.kafka import CLIENTS
from advisor.lint.lint import Reading, lint, read_file
from advisor.lint.read.profile import read_profile, with_profile
from advisor.lint.subjects import Client


@click.command("lint", short_help="Find settings that do nothing, or harm.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--kind", type=click.Choice(KINDS), help="What the files are, where name and content do not tell.")
@click.option("--skip-unknown", is_flag=True, help="Pass over FILEs of no kind that lint knows, and say so.")
@click.option("--profile", type=click.Path(path_type=Path), help="The job's profile: its limits hold for all files.")
@click.option("--flink", "flink", metavar="VERSION", help="Flink that reads them, such as 1.20 or 2.3.")
@click.option("--jdk", type=click.IntRange(min=8), help="JDK of Flink; else as the files say, or any of 11, 17, 21.")
@click.option("--client", type=click.Choice(CLIENTS), help="Kafka client that the settings are for.")
@click.option("--partitions", type=click.IntRange(min=1), help="Partitions of the topic.")
@click.option("--gc-pause-ms", type=click.FloatRange(min=0), help="Longest garbage collection that was seen.")
@click.option("--records-per-second", type=click.FloatRange(min=0, min_open=True), help="Records that arrive, in all.")
@click.option("--latency-budget-ms", type=click.FloatRange(min=0), help="Latency that waiting may cost.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice(["info", "warning", "critical", "never"]),
    default="warning",
    show_default=True,
    help="Exit code 1 for findings of this severity and above.",
)
def command(
    files: tuple[Path, ...],
    kind: Kind | None,
    skip_unknown: bool,
    profile: Path | None,
    flink: str | None,
    jdk: int | None,
    client: Client | None,
    partitions: int | None,
    gc_pause_ms: float | None,
    records_per_second: float | None,
    latency_budget_ms: float | None,
    form: str,
    fail_on: str,
) -> int:
    """Find settings in FILEs that are dead, renamed, without effect or harmful.

    A FILE is a profile, Flink's config.yaml or flink-conf.yaml, a FlinkDeployment, settings of a Kafka consumer or
    producer (properties, JSON, YAML), JVM flags, or a Python program; - is standard input, with --kind.
    Exit code 2: a FILE cannot be read; what was found in the others is told all the same.
    """
    version = spelt_version(flink) if flink is not None else None
    if flink is not None and version is None:
        raise BadInput(f"--flink {flink}: must be a version, such as 2.3")
    context = Context(version, jdk, client, partitions, gc_pause_ms, records_per_second, latency_budget_ms)
    if profile:
        context = with_profile(context, read_profile(profile, os.environ))
    readings, passed, refused = _read(files, kind, context, UnknownKind if skip_unknown else NotForLint)
    result = lint(readings)
    for each in passed:
        click.echo(f"passed over {each}", err=True)
    if (readings or not refused) and form == "text":
        Console(highlight=False, soft_wrap=True).print(render_text(result), end="")
    elif readings or not refused:
        click.echo(FORMATS[form](result), nl=False)
    if refused:
        raise BadInput("\n".join(refused))
    return int(result.fails(fail_on))


def _read(
    files: tuple[Path, ...], kind: Kind | None, context: Context, unknown: type[BadInput]
) -> tuple[list[Reading], list[str], list[str]]:
    """All files that can be read, and a sentence for each that has nothing for lint, or cannot be read."""
    readings: list[Reading] = []
    passed: list[str] = []
    refused: list[str] = []
    for path in files:
        try:
            readings.append(read_file(path, kind, context, os.environ))
        except (NotForLint, unknown) as error:
            passed.append(str(error))
        except BadInput as error:
            refused.append(str(error))
    return readings, passed, refused
