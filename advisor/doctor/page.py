"""docs/doctor.md, made of what stands in the checks' files: `python -m advisor.doctor.page > docs/doctor.md`."""

from __future__ import annotations

import sys
from itertools import groupby

from advisor.doctor.examine import Check, all_checks, groups

_INTRODUCTION = """\
# The doctor

<!-- Made from advisor/doctor/checks by `python -m advisor.doctor.page`; a test compares the two. -->

`advisor doctor PROFILE --flink http://localhost:8081` looks at all that a job needs before it is submitted: this
machine, Flink's files, the Pythons, the cluster, Kafka, the database. It only looks: GET requests to Flink, one
read-only transaction on the database, no consumer group joined, nothing created or changed.

| mark | means |
|---|---|
| ✓ | as it must be |
| ✗ | the job would not start, or would lose something; the line below says what mends it. Exit code 1 |
| ! | it would run, and somebody should know |
| - | cannot be told from here, and why; never the same as ✓ |

What depends on something that is down is skipped, not failed once more. `--client-only` looks at this machine alone,
`--format json` is for scripts: `fit`, and `outcomes`, each with `check`, `group`, `state` (ok, failed, warning,
skipped), `what` and `hint`. Exit code 0: nothing failed; 1: something did; 2: a broken profile or wrong usage.

| group | check | what must be so |
|---|---|---|
"""


def doctor_page() -> str:
    """docs/doctor.md, whole."""
    checks = all_checks()
    rows = [
        f"| {groups()[check.group]} | [`{check.name}`](#{_anchor(check)}) | {check.what.rstrip('.')} |"
        for check in checks
    ]
    sections = [
        "\n\n".join([f"## {groups()[group]}", *map(_section, found)])
        for group, found in groupby(checks, key=lambda check: check.group)
    ]
    return _INTRODUCTION + "\n".join(rows) + "\n\n" + "\n\n".join(sections) + "\n"


def _section(check: Check) -> str:
    paragraphs = [" ".join(part.split()) for part in check.about.split("\n\n") if part]
    return "\n\n".join([f"### `{check.group}/{check.name}`", check.what, *paragraphs])


def _anchor(check: Check) -> str:
    """As GitHub makes it of the heading."""
    return f"{check.group}{check.name}"


if __name__ == "__main__":
    sys.stdout.write(doctor_page())
