"""`python -m lab.scenarios`: list, run, judge, truth, sweep."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from lab.entry import end_with
from lab.scenarios.catalogue import all_scenarios, chosen_scenarios
from lab.scenarios.outcome import Outcome
from lab.scenarios.outcome import judge as judged
from lab.scenarios.place import Place
from lab.scenarios.replay import replay
from lab.scenarios.results import Checked, load_results, replace_outcomes, save_results, save_sweeps, save_truths
from lab.scenarios.run import Run, run_scenario
from lab.scenarios.running import start_stack
from lab.scenarios.sweep import Sweep, sweep
from lab.scenarios.table import outcomes_shown, truth_words, verdict_words
from lab.stack import Stack

console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)

stack_option = click.option(
    "--stack", "stack_name", default="scenarios", show_default=True, help="Which stack; left up when it was up before."
)


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
@stack_option
def run(
    names: tuple[str, ...], fast: bool, no_apply: bool, record: Path | None, save: Path | None, stack_name: str
) -> None:
    """Run scenarios (all without NAMES) on the real stack; exit code 1 when a verdict is wrong."""
    chosen = chosen_scenarios(names, fast=fast)
    outcomes: list[Outcome] = []
    with _stack(stack_name) as stack, _progress() as progress:
        task = progress.add_task("", total=len(chosen))
        for name, scenario in chosen.items():
            progress.update(task, description=name)
            done = run_scenario(name, scenario, stack, apply=not no_apply)
            outcomes.append(done.outcome)
            _keep(done, record)
            progress.advance(task)
            if not done.outcome.right:
                progress.console.print(f"{name}: {_wrong(done)}", soft_wrap=True, markup=False)
    if save:
        save_results(outcomes, save)
    for each in outcomes_shown(outcomes):
        console.print(each, soft_wrap=isinstance(each, Text))
    sys.exit(0 if all(each.right for each in outcomes) else 1)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--results", type=click.Path(path_type=Path), help="JSON of the run; its verdicts are replaced.")
def judge(folder: Path, results: Path | None) -> None:
    """Judge the captures of FOLDER again, NAME.json.gz each, with the advisor as it is now.

    What was measured after a plan was applied stays as it was.
    """
    measured = {each.scenario: each for each in load_results(results).outcomes} if results else {}
    outcomes: list[Outcome] = []
    for name, scenario in all_scenarios().items():
        capture = folder / f"{name}.json.gz"
        if capture.exists():
            report = replay(name, scenario, capture)
            outcomes.append(judged(name, scenario, report, 0.0))
            if before := measured.get(name):
                outcomes[-1] = replace(
                    outcomes[-1], seconds=before.seconds, predicted=before.predicted, measured=before.measured
                )
            if not outcomes[-1].right:
                console.print(f"{name}: {_wrong(Run(outcomes[-1], report))}", soft_wrap=True, markup=False)
    if results:
        replace_outcomes(outcomes, results)
    for each in outcomes_shown(outcomes):
        console.print(each, soft_wrap=isinstance(each, Text))
    sys.exit(0 if all(each.right for each in outcomes) else 1)


@cli.command()
@click.argument("names", nargs=-1)
@click.option("--save", type=click.Path(path_type=Path), help="Write what was measured into this JSON file.")
@stack_option
def truth(names: tuple[str, ...], save: Path | None, stack_name: str) -> None:
    """Take the planted cost out and measure what that brings, without the advisor; exit code 1 when too little."""
    checked: list[Checked] = []
    with _stack(stack_name) as stack:
        for name, scenario in chosen_scenarios(names).items():
            measured = scenario.truth.measure(scenario, Place.of(stack, name))
            checked.append(Checked(name, scenario.truth.because, measured))
            if save:
                save_truths(checked, save)  # each as it comes: all of them take most of an hour
            shown = truth_words(measured)
            console.print(f"{name}: {scenario.truth.because}\n  {shown}", soft_wrap=True, markup=False)
    sys.exit(1 if any(each.measured and not each.measured.holds for each in checked) else 0)


@cli.command("sweep")
@click.argument("names", nargs=-1)
@click.option("--save", type=click.Path(path_type=Path), help="Write the sweeps into this JSON file.")
@stack_option
def run_sweeps(names: tuple[str, ...], save: Path | None, stack_name: str) -> None:
    """Try all settings by brute force, and hold one step of the advisor's plan against the best of them."""
    found: list[Sweep] = []
    with _stack(stack_name) as stack:
        for name, scenario in chosen_scenarios(names).items():
            if not scenario.sweep:
                continue
            for each in sweep(name, scenario, Place.of(stack, name)):
                if isinstance(each, Sweep):
                    found.append(each)
                    console.print(f"{name}: one step reached {each.reached_ratio:.0%} of the best of {len(each.tried)}")
                else:
                    console.print(f"{name}: {each.measured[-1]:>10,.0f} rec/s with {dict(each.changes)}")
    if save:
        save_sweeps(found, save)


@contextmanager
def _stack(name: str) -> Iterator[Stack]:
    """The stack, which is ended again unless it was up before."""
    stack, keep = start_stack(name)
    try:
        yield stack
    finally:
        if not keep:
            stack.down()


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


def main() -> int:
    try:
        return cli(standalone_mode=False) or 0
    except click.Abort as error:  # click's word for Ctrl-C
        raise KeyboardInterrupt from error
    except click.ClickException as error:
        error.show()
        return error.exit_code


if __name__ == "__main__":
    end_with(main)
