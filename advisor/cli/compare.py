"""`advisor compare`: did a change make a job better? Its exit code is a gate for deploys."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from advisor.cli._source import report_of_file
from advisor.report.compare import compare_reports
from advisor.report.comparison import COMPARISON_FORMATS

_FAILURES = {"worse": ("worse",), "inconclusive": ("worse", "inconclusive"), "never": ()}


@click.command("compare", short_help="Say whether a job got better.")
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@click.option("--profile", type=click.Path(path_type=Path), help="Its limits and thresholds, to judge captures by.")
@click.option("--format", "form", type=click.Choice(list(COMPARISON_FORMATS)), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice(list(_FAILURES)),
    default="worse",
    show_default=True,
    help="Exit code 1 for this outcome, and for worse ones.",
)
def command(
    before: Path, after: Path, profile: Path | None, form: str, fail_on: Literal["worse", "inconclusive", "never"]
) -> int:
    """Compare two JSON reports or captures of one job, BEFORE and AFTER a change.

    Each figure is improved, same, worse or inconclusive. While the job had more to do than it could, throughput
    decides; else the records that it does in a second of busy time, which do not depend on the load.
    """
    found = compare_reports(report_of_file(before, profile), report_of_file(after, profile))
    click.echo(COMPARISON_FORMATS[form](found), nl=False)
    return 1 if found.outcome in _FAILURES[fail_on] else 0
