"""docs/lint.md, made of what stands in the rules' files: `python -m advisor.lint.rules_page > docs/lint.md`"""

from __future__ import annotations

import sys
from importlib import import_module
from inspect import getdoc

from advisor.lint import rules
from advisor.lint.rules import Rule, all_rules

_INTRODUCTION = """\
# Lint

<!-- Made from advisor/lint/rules by `python -m advisor.lint.rules_page`; a test compares the two. -->

`advisor lint FILE...` reads configuration before anything runs, and names settings that are dead, renamed, without
effect or harmful, each with what to write instead and the page that says so. It runs without Flink, Kafka or Java.

| a FILE may be | told by |
|---|---|
| a profile of this project, with all that it extends | its sections |
| Flink's `config.yaml`, nested or flat | keys that Flink knows |
| Flink's `flink-conf.yaml` (1.x), read line by line as Flink does | its name |
| a `FlinkDeployment` or `FlinkSessionJob`, among other documents, too | `kind` |
| settings of a Kafka client, among those of Spring or Connect, too (properties, JSON, YAML) | its keys, or the name |
| JVM flags: `jvm.options`, a snippet of a shell script | lines that start with a flag |
| a Python program: clients of confluent-kafka, connectors, operators and keys of PyFlink (read, never run) | `.py` |

`--kind` says it where name and content do not; `--skip-unknown` passes over files that are none of these, as a commit
hook must. What `advisor render` wrote for others (compose, Prometheus ...) is passed over anyway. Which Kafka client
settings are for is told by keys that only one of the two has (`--client java|librdkafka` says it); Flink's version by
the file, newest otherwise (`--flink 1.20`); the JDK by `env.java.home`, the image's tag or the profile, else 11, 17 and
21 are all meant (`--jdk 17`). What one file cannot know comes from the profile (`--profile P`: slots, connections,
latency budget, partitions) and from `--partitions`, `--gc-pause-ms`, `--records-per-second`, `--latency-budget-ms`.

`--format text|json|sarif`. Exit codes: 0 nothing at or above `--fail-on` (info, warning, critical, never; warning by
default), 1 findings, 2 a file cannot be read (what was found in the others is told all the same).

## Silencing a rule

A comment in the line, or above it, with the reason; without one it silences nothing and is told itself, like one that
silences nothing any more. In properties files, where a comment needs a line of its own, it stands above; JSON has none.

```yaml
# narrows: ignore[threads_share_interpreter] the map is numpy, which releases the lock
python.execution-mode: thread
```

## In other repositories

```yaml
# .pre-commit-config.yaml
repos:
  - repo: https://github.com/you/narrows   # where this project lies
    rev: v0.1.0
    hooks:
      - id: narrows-lint
        args: [--profile, conf/profiles/production.yaml]
        files: ^conf/                      # else: the usual names
```

## Where the lists come from

Options of Flink 1.18, 1.20, 2.2 and 2.3 with their former names, flags of JDK 11, 17 and 21, settings of Kafka's Java
client and of librdkafka: `python -m lab.known_settings` takes all of them out of the distributions themselves.

## The rules

"""


def page() -> str:
    """docs/lint.md, whole."""
    table = ["| rule | looks for |", "|---|---|"]
    table += [f"| [`{rule.name}`](#{rule.name}) | {_one_line(rule.pattern)} |" for rule in all_rules().values()]
    parts = [_INTRODUCTION + "\n".join(table) + "\n"]
    group = ""
    for rule in all_rules().values():
        if rule.group != group:
            group = rule.group
            about = getdoc(import_module(f"{rules.__name__}.{group}")) or ""
            parts.append(f"## On {group}\n\n{_one_line(about)}\n")
        parts.append(_section(rule))
    return "\n".join(parts)


def _section(rule: Rule) -> str:
    parts = [f"### `{rule.name}`", rule.pattern + (f" {_one_line(rule.about)}" if rule.about else "")]
    parts += [_one_line(rule.silent), f"Severity: {rule.severity}. Source: {_source(rule.source)}"]
    if rule.thresholds:
        rows = [f"| `{each.name}` | {each.value:g} | {each.unit} | {each.source} |" for each in rule.thresholds]
        parts.append("\n".join(["| number | value | unit | source |", "|---|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def _source(source: str) -> str:
    return f"<{source}>" if source.startswith("https://") else source


def _one_line(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


if __name__ == "__main__":
    sys.stdout.write(page())
