"""`advisor watch`: one screen that stays current."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.live import Live
from rich.text import Text

from advisor.advise import advise
from advisor.cli._source import Source, settings_from, source_options
from advisor.errors import CannotReach
from advisor.model.settings import JobSettings
from advisor.report import words
from advisor.report.report import Report
from advisor.report.text import render_text

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 5.0, 60.0


@click.command("watch", short_help="Report on a job, window after window.")
@source_options
@click.option("--profile", type=click.Path(path_type=Path), help="The job's profile: its limits and thresholds.")
@click.option("--times", type=click.IntRange(min=1), help="Stop after so many windows; without it, Ctrl-C ends it.")
def command(source: Source, profile: Path | None, times: int | None) -> int:
    """Watch a job window after window and keep its report on the screen; in a pipe, a line a window.

    A cluster that goes away is asked again, with growing pauses; a capture is one window.
    """
    console = Console(highlight=False)
    settings = settings_from(profile)
    shown = _on_a_screen if console.is_terminal else _in_a_pipe
    try:
        shown(console, _rounds(source, settings, 1 if source.capture else times), str(profile) if profile else None)
    except KeyboardInterrupt:
        return 0
    return 0


def _rounds(source: Source, settings: JobSettings, times: int | None) -> Iterator[Report | CannotReach]:
    """A report a window, or why there is none."""
    pause = FIRST_PAUSE_SECONDS
    done = 0
    while times is None or done < times:
        done += 1
        try:
            found: Report | CannotReach = advise(source.observe(quiet=True), settings)
            pause = FIRST_PAUSE_SECONDS
        except CannotReach as error:
            found = error
        yield found
        if isinstance(found, CannotReach) and (times is None or done < times):
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def _on_a_screen(console: Console, rounds: Iterator[Report | CannotReach], profile: str | None) -> None:
    history: list[str] = []
    with Live(Text("watching the first window ..."), console=console, screen=True, auto_refresh=False) as live:
        for found in rounds:
            line = _line(found)
            if not history or history[-1].partition("  ")[2] != line:
                history.append(f"{_now()}  {line}")
            screen = Text(f"{_now()} · Ctrl-C ends it\n\n", style="dim")
            screen.append(str(found) if isinstance(found, CannotReach) else "")
            if isinstance(found, Report):
                screen.append_text(render_text(found, profile, None, console.width))
            screen.append("\n\nverdicts so far\n" + "\n".join(history[-8:]), style="dim")
            live.update(screen, refresh=True)


def _in_a_pipe(_console: Console, rounds: Iterator[Report | CannotReach], _profile: str | None) -> None:
    for found in rounds:
        click.echo(f"{_now()}  {_line(found)}")


def _line(found: Report | CannotReach) -> str:
    if isinstance(found, CannotReach):
        return words.clean(str(found))
    rate = found.plan.observed_throughput
    throughput = "throughput not known" if rate is None else f"{rate:,.0f} rec/s"
    return f"{words.headline(found)} ({throughput}, confidence {found.verdict.confidence:.2f})"


def _now() -> str:
    return datetime.now().astimezone().strftime("%H:%M:%S")
