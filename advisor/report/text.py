"""The report for people: the answer first, numbers with units in columns, nothing twice, what is not known is said."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from rich.text import Text

from advisor.diagnose.verdict import Evidence, Finding, Verdict
from advisor.plan.recommendation import Recommendation, Setting
from advisor.report.report import Operator, Report

_BAR = 9
_HEADLINES = {
    "small_batches": "it writes a few rows a commit",
    "external_wait": "it waits for what it writes to",
    "python_overhead": "the way into Python and back takes its time",
    "unknown": "the others wait for it; why it takes so long is not known",
}


def render_text(report: Report, profile: str | None = None, saved: str = "report.json") -> Text:
    """The whole report; styles are for terminals, `.plain` is for pipes.

    `profile` is the file to apply it to, `saved` where its JSON lies.
    """
    out = Text()
    out.append(_title(report) + "\n\n", style="dim")
    out.append(_headline(report), style="bold green" if _is_well(report) else "bold red")
    if report.verdict.kind != "not_enough_data":
        out.append(f"    confidence {report.verdict.confidence:.2f}", style="dim")
    out.append("\n\n")
    _table(out, report)
    _section(out, "why", _why(report.verdict))
    _section(out, "not", (f"{_clean(each.operator)}: {_facts(each.because)}" for each in report.verdict.ruled_out))
    _section(out, "found", (f"{each.severity} {each.rule}: {_clean(each.message)}" for each in _news(report)))
    changes = tuple(each for each in report.plan.recommendations if each.changes)
    _section(out, "change", _changes(changes) or _nothing(report))
    _section(out, "keep", _kept(report.plan.recommendations))
    if changes:
        _section(out, "next", [f"then the limit is: {_clean(report.plan.binding_constraint or 'not known')}"])
        _section(out, "apply", [_apply(changes, profile, saved)])
    return out


def _title(report: Report) -> str:
    window = report.window
    seconds = "unknown" if window.seconds is None else f"{window.seconds:.0f} s"
    complete = "all complete" if window.completeness >= 1 else f"{window.completeness:.0%} complete"
    job = report.job
    return (
        f"{_clean(job.name)} · {_clean(job.state)} · Flink {_clean(job.flink_version)} · "
        f"{seconds} window, {window.samples} samples, {complete}"
    )


def _is_well(report: Report) -> bool:
    return report.verdict.kind == "input_bound"


def _headline(report: Report) -> str:
    verdict = report.verdict
    operator = _clean(verdict.operator or "")
    if verdict.kind == "operator_bound":
        return f"{operator} limits this job: {_cause(verdict)}."
    first = _clean(_first(verdict))
    return {
        "subtask_bound": f"A few subtasks of {operator} limit this job, the others have time.",
        "source_bound": f"{operator} limits this job: it cannot read as fast as the topic offers.",
        "input_bound": "Nothing limits this job: it takes all that comes. Nothing to change.",
        "host_bound": "The machines limit this job: their CPU is full.",
        "stalled": f"This job stands still: {first}.",
    }.get(verdict.kind, f"Not enough data for a verdict: {first}.")


def _first(verdict: Verdict) -> str:
    """The evidence that says most, for kinds whose headline is that evidence."""
    if not verdict.because:
        return ""
    return verdict.because[-1 if verdict.kind == "stalled" else 0].what


def _why(verdict: Verdict) -> list[str]:
    said = _first(verdict) if verdict.kind in ("stalled", "not_enough_data") else None
    return [_clean(each.what) for each in verdict.because if each.what != said]


def _cause(verdict: Verdict) -> str:
    if verdict.cause == "small_batches":
        rows = [each.observed for each in verdict.because if each.unit == "rows"]
        if rows and isinstance(rows[0], int | float) and rows[0] < 1.5:
            return "it commits one row at a time"
    return _HEADLINES.get(verdict.cause or "unknown", (verdict.cause or "unknown").replace("_", " "))


def _table(out: Text, report: Report) -> None:
    if not report.operators:
        return
    width = max(8, *(len(_clean(each.uid)) for each in report.operators))
    head = f"{'operator':{width}}  {'par':>4} {'busy':>5}  {'backpressured':<14} {'idle':>5}"
    out.append(f"  {head} {'in rec/s':>11} {'could do':>11}\n", style="dim")
    for operator in report.operators:
        named = operator.vertex == report.verdict.vertex
        out.append(_row(operator, width, "> " if named else "  ") + "\n", style="bold" if named else "")
    out.append("\n")


def _row(operator: Operator, width: int, mark: str) -> str:
    bar = "#" * round((operator.backpressured_ratio or 0) * _BAR)
    return (
        f"{mark}{_clean(operator.uid):{width}}  {operator.parallelism:>4} {_percent(operator.busy_ratio):>5}  "
        f"{_percent(operator.backpressured_ratio):>4} {bar:<9} {_percent(operator.idle_ratio):>5} "
        f"{_count(operator.records_in_per_second):>11} {_count(operator.true_processing_rate):>11}"
    )


def _section(out: Text, label: str, lines: Iterable[str]) -> None:
    """A labelled block; `change` opens the part about what to do, after an empty line."""
    for number, line in enumerate(lines):
        if number == 0 and label == "change":
            out.append("\n")
        out.append(f"{label if number == 0 or label == 'not' else '':9}", style="cyan")
        out.append(line + "\n")


def _news(report: Report) -> list[Finding]:
    """Findings about what the headline does not say already."""
    return [each for each in report.findings if each.operator != report.verdict.operator]


def _facts(evidence: Iterable[Evidence]) -> str:
    return ", ".join(_clean(each.what) for each in evidence)


def _changes(recommendations: tuple[Recommendation, ...]) -> list[str]:
    if not recommendations:
        return []
    names = max(len(_clean(each.setting)) for each in recommendations)
    values = [f"{_value(each.current)} -> {_value(each.proposed)}" for each in recommendations]
    width = max(len(value) for value in values)
    return [
        f"{_clean(each.setting):{names}}  {value:>{width}}   {_clean(each.predicted_effect)}"
        for each, value in zip(recommendations, values, strict=True)
    ]


def _kept(recommendations: tuple[Recommendation, ...]) -> list[str]:
    return [
        f"{_clean(each.setting)} {_value(each.proposed)}: {_clean(each.because)}"
        for each in recommendations
        if not each.changes
    ]


def _value(value: Setting | None) -> str:
    """A setting as YAML has it, with thousands marked."""
    if value is None:
        return "?"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:,}" if isinstance(value, int | float) else _clean(value)


def _nothing(report: Report) -> list[str]:
    if report.verdict.kind in ("input_bound", "not_enough_data"):
        return []
    if report.verdict.kind == "stalled":
        return [each.help for each in report.findings if each.rule == "no_progress"]
    limit = report.plan.binding_constraint
    return [
        f"nothing: the limit is {_clean(limit)}" if limit else "nothing that is known to help from what was measured"
    ]


def _apply(recommendations: tuple[Recommendation, ...], profile: str | None, saved: str) -> str:
    if profile is None:
        return "name the job's profile with --profile to get a patch"
    how = ", ".join(sorted({each.change_class.replace("_", " ") for each in recommendations}))
    return f"advisor apply {_clean(saved)} --profile {_clean(profile)} --write   ({how})"


def _percent(ratio: float | None) -> str:
    return "?" if ratio is None else f"{ratio:.0%}"


def _count(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"


def _clean(text: str) -> str:
    """Names come from the job: whatever a terminal would obey is replaced."""
    return "".join("\ufffd" if unicodedata.category(char) in ("Cc", "Cf", "Cs") else char for char in text)[:500]
