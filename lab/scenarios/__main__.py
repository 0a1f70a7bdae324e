"""`python -m lab.scenarios`: list, run, truth, sweep."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from lab.entry import end_with
from lab.scenarios.catalogue import all_scenarios, chosen_scenarios
from lab.scenarios.outcome import Outcome, summary
from lab.scenarios.results import save_results
from lab.scenarios.run import Run, run_scenario, start_stack
from lab.scenarios.table import outcomes_table, verdict_words

console = Console(highlight=False, width=None if sys.stdout.isatty() else 170)


@click.group()
def cli() -> None:
    """Real jobs with a planted cause, and the advisor's verdict on each of them."""


@cli.command("list")
def list_scenarios() -> None:
    """Every scenario: what is planted, and what the advisor must say."""
    for name, scenario in all_scenarios().items():
        console.print(f"[bold]{name}[/]\n  {scenario.planted}\n  -> {verdict_words(scenario.expected)}", soft_wrap=True)


@cli.command()
@click.argument("names", nargs=-1)
@click.option("--fast", is_flag=True, help="Only the fast ones.")
@click.option("--no-apply", is_flag=True, help="Do not apply plans, do not hold predictions against measurements.")
@click.option("--record", type=click.Path(path_type=Path), help="Keep each capture in this folder.")
@click.option("--save", type=click.Path(path_type=Path), help="Write all outcomes into this JSON file.")
@click.option("--stack", "stack_name", default="scenarios", show_default=True, help="Left up when it was up before.")
def run(
    names: tuple[str, ...], fast: bool, no_apply: bool, record: Path | None, save: Path | None, stack_name: str
) -> None:
    """Run scenarios (all without NAMES) on the real stack; exit code 1 when a verdict is wrong."""
    chosen = chosen_scenarios(names, fast=fast)
    outcomes: list[Outcome] = []
    stack, keep = start_stack(stack_name)
    try:
        with _progress() as progress:
            task = progress.add_task("", total=len(chosen))
            for name, scenario in chosen.items():
                progress.update(task, description=name)
                done = run_scenario(name, scenario, stack, apply=not no_apply)
                outcomes.append(done.outcome)
                _keep(done, record)
                progress.advance(task)
                if done.outcome.broken or not done.outcome.right:
                    progress.console.print(f"{name}: {_wrong(done)}", soft_wrap=True, markup=False)
    finally:
        if not keep:
            stack.down()
    if save:
        save_results(outcomes, save)
    console.print(outcomes_table(outcomes))
    console.print(summary(outcomes))
    sys.exit(0 if all(each.right for each in outcomes) else 1)


def _keep(done: Run, folder: Path | None) -> None:
    if folder and done.capture:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(done.capture, folder / f"{done.outcome.scenario}.json.gz")


def _wrong(done: Run) -> str:
    if done.report is None:
        return f"broken: {done.outcome.broken}"
    because = "; ".join(each.what for each in done.report.verdict.because)
    got = done.outcome.got
    return f"expected {verdict_words(done.outcome.expected)}, got {verdict_words(got) if got else '-'}: {because}"


def _progress() -> Progress:
    columns = (TextColumn("{task.description:36}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))


if __name__ == "__main__":
    end_with(lambda: cli(standalone_mode=False) or 0)
