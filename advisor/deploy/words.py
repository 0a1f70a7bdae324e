"""What deployments say: labelled lines, each a sentence or a name with its values."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from advisor.collect.redact import redact_text
from advisor.deploy.prospect import Prospect
from advisor.deploy.version import Version
from advisor.profile.diff import Difference

Line = tuple[str, str]
_LABEL = 9


def laid_out(lines: Iterable[Line], width: int | None = None) -> str:
    """Labels in a column, equal ones once; texts wrapped to `width`, in a pipe (None) not at all.

    A text of several lines is a command, which a shell must be able to take: it is never wrapped.
    """
    shown, last = [], ""
    for label, text in lines:
        shown += _wrapped("" if label == last else label, text, width)
        last = label
    return "\n".join(shown)


def _wrapped(label: str, text: str, width: int | None) -> list[str]:
    if width is None or "\n" in text:
        first, *further = text.split("\n")
        return [f"{label:{_LABEL}}{first}".rstrip(), *(f"{'':{_LABEL + 2}}{line}" for line in further)]
    inner = " " * (_LABEL + len(text) - len(text.lstrip()))
    return textwrap.wrap(
        text,
        max(40, width),
        initial_indent=f"{label:{_LABEL}}",
        subsequent_indent=f"{inner}  ",
        break_long_words=False,
        break_on_hyphens=False,
    ) or [label]


def prospect_lines(prospect: Prospect) -> Iterator[Line]:
    """What changes, what becomes of the state, and the way back."""
    running = prospect.running
    former = f" with {version_told(prospect.former)}" if prospect.former else ""
    yield "job", f"{running.name} {running.id} is {running.state}{former}"
    yield from _change_lines(prospect)
    yield from _state_lines(prospect)
    if prospect.parallelism is not None:
        yield "how", "rescaled where it runs: nothing but parallelism changes, and the adaptive scheduler is on"
    elif prospect.former is not None:
        yield "way back", f"{prospect.former.name}, from the same savepoint"
    else:
        yield "way back", "none: what runs now was not deployed from here"


def _change_lines(prospect: Prospect) -> Iterator[Line]:
    changes = prospect.changes
    if changes is None:
        yield "changes", "not known: what runs now was not deployed from here"
        return
    if changes.program:
        yield "changes", "the program: the script or what goes along with it"
    for text in _in_columns(changes.of_the_job):
        yield "changes", text
    if not changes.program and not changes.of_the_job:
        yield "changes", "none that a deployment brings about"
    for text in _in_columns(changes.of_the_cluster):
        yield "by hand", text
    if changes.of_the_cluster:
        yield "by hand", "Flink reads these when it starts: render the profile, and restart the cluster with it"


def _state_lines(prospect: Prospect) -> Iterator[Line]:
    fit = prospect.fit
    if fit.unchecked:
        yield "state", f"not checked: {fit.unchecked}; Flink refuses to start from a savepoint that does not fit"
        return
    if fit.kept:
        yield "state", f"comes along: {', '.join(fit.kept)}"
    if fit.lost:
        yield "state", f"would be lost: {', '.join(fit.lost)}"
    for each in fit.broken:
        yield "state", f"cannot be read: {each.operator}, max parallelism {each.former} -> {each.planned}"
    if fit.empty:
        yield "state", f"starts empty: {', '.join(fit.empty)}"
    if not (fit.kept or fit.lost or fit.empty or fit.broken):
        yield "state", "none: no operator keeps any"
    if fit.unread:
        yield "state", f"by vertices alone, as no checkpoint of the job can be read from here: {fit.unread}"


def version_told(version: Version) -> str:
    """Number and time."""
    record = version.record
    return f"version {record.number} ({record.kept_at.replace('T', ' ')[:16]} UTC)" if record.number else version.name


def step_line(step: str, facts: dict[str, Any]) -> str:
    """One step that was done."""
    job = facts.get("job_id", "")
    return {
        "stopped": f"job {job} is stopped; its state is in {facts.get('savepoint')}",
        "running": f"version {facts.get('version')} runs as job {job}",
        "proven": f"job {job} has completed a checkpoint",
        "failed": f"version {facts.get('version')} is not well: {facts.get('reason')}",
        "returned": f"version {facts.get('version')} runs again as job {job}, from the same savepoint",
        "rescaled": f"job {job} runs with its new parallelism, and has completed a checkpoint",
    }.get(step, step)


def _in_columns(changes: Sequence[Difference]) -> Iterator[str]:
    wide = max((len(each.path) for each in changes), default=0)
    for each in changes:
        yield f"{each.path:{wide}}  {_value(each.before)} -> {_value(each.after)}"


def _value(value: Any) -> str:
    if value is None:
        return "unset"
    return redact_text(str(value).lower() if isinstance(value, bool) else str(value))
