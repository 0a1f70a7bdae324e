"""`advisor capture`: what Flink and the database answer, in one file, to be read anywhere and later."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli._source import Source, cluster_options
from advisor.collect.capture import save_capture


@click.command("capture", short_help="Keep a window's answers in one file.")
@cluster_options
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    default=Path("capture.json.gz"),
    show_default=True,
    help="Where to write it; .gz compresses.",
)
def command(source: Source, out: Path) -> int:
    """Watch a job for a window and keep every answer in one file, secrets taken out.

    Any command that takes --flink takes the file with --capture: send it to who knows, or keep it for later.
    """
    capture, observation = source.record()
    save_capture(capture, out)
    size = out.stat().st_size
    click.echo(f"{out}: {observation.last.name}, {len(observation.samples)} samples, {size / 1000:,.0f} kB")
    return 0
