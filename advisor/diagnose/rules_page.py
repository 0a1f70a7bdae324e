"""The page of a rule, made of what stands in its file: `advisor explain RULE` and docs/rules.md.

`python -m advisor.diagnose.rules_page > docs/rules.md`
"""

from __future__ import annotations

import sys

from advisor.diagnose.rules import Rule, all_rules
from advisor.model.thresholds import Threshold, Thresholds, describe

_INTRODUCTION = """\
# The rules

<!-- Made from advisor/diagnose/rules by `python -m advisor.diagnose.rules_page`; a test compares the two. -->

The verdict names what limits a job. Rules look at everything else, each for one bad pattern, and are silent when they
cannot be sure. `advisor explain RULE` shows a rule on the terminal. A profile may set other thresholds
(`advisor.thresholds`), and suppress a rule with a written reason, which reports show:

```yaml
advisor:
  thresholds: {small_batch_rows: 5}
  suppress: {over_provisioned@enrichment: sized for the first of the month}
```

| rule | looks for |
|---|---|
"""


def rule_page(rule: Rule, thresholds: Thresholds | None = None) -> str:
    """A rule for a terminal, with the thresholds that hold (None: the defaults)."""
    lines = [f"{rule.name}: {rule.pattern}", ""]
    lines += [rule.about, ""] if rule.about else []
    lines += ["When it is silent", f"  {_indented(rule.silent)}", "", "What to do", f"  {_indented(rule.cure)}"]
    used = _used(rule, thresholds or Thresholds())
    if used:
        lines += ["", "Thresholds (a profile may set others under advisor.thresholds)"]
        lines += [f"  {each.name} = {each.value:g} ({each.unit}): {each.source}" for each in used]
    return "\n".join(lines)


def rules_reference() -> str:
    """docs/rules.md, whole."""
    rules = all_rules().values()
    table = [f"| [`{rule.name}`](#{rule.name}) | {rule.pattern} |" for rule in rules]
    return _INTRODUCTION + "\n".join([*table, "", *(_section(rule) for rule in rules)])


def _section(rule: Rule) -> str:
    parts = [f"## `{rule.name}`", rule.pattern + (f" {_one_line(rule.about)}" if rule.about else "")]
    parts += [_one_line(rule.silent), f"**What to do:** {rule.cure}"]
    used = _used(rule, Thresholds())
    if used:
        rows = [f"| `{each.name}` | {each.value:g} | {each.unit} | {each.source} |" for each in used]
        parts.append("\n".join(["| threshold | default | unit | source |", "|---|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def _used(rule: Rule, thresholds: Thresholds) -> list[Threshold]:
    return [each for each in describe(thresholds) if each.name in rule.thresholds]


def _one_line(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def _indented(text: str) -> str:
    return text.replace("\n", "\n  ")


if __name__ == "__main__":
    sys.stdout.write(rules_reference())
