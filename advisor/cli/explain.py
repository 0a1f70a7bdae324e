"""`advisor explain`: what a rule looks for, when it is silent, and which thresholds it goes by."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import click

from advisor.cli._source import settings_from
from advisor.diagnose.rules import all_rules
from advisor.diagnose.rules_page import rule_page
from advisor.errors import BadInput
from advisor.lint import rules as lint


@click.command("explain", short_help="Show what a rule of the report looks for.")
@click.argument("rule", required=False)
@click.option("--profile", type=click.Path(path_type=Path), help="Show the thresholds that this profile sets.")
def command(rule: str | None, profile: Path | None) -> int:
    """Show what RULE looks for, when it is silent, its thresholds, and what to do; without RULE, list them all."""
    rules = all_rules()
    if rule is None:
        width = max(map(len, rules))
        for each in rules.values():
            click.echo(f"{each.name:{width}}  {each.pattern}")
        return 0
    if rule not in rules:
        if rule in lint.all_rules():
            raise BadInput(f"{rule} is a rule of lint, which `advisor lint` goes by: docs/lint.md#{rule}")
        close = get_close_matches(rule, rules, n=1)
        hint = f"did you mean {close[0]}?" if close else "`advisor explain` lists them"
        raise BadInput(f"there is no rule {rule!r}; {hint}")
    click.echo(rule_page(rules[rule], settings_from(profile).thresholds))
    return 0
