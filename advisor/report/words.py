"""The report's sentences, the same in every format: plain text without anything a terminal would obey."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from advisor.diagnose.cpu import ONE_INTERPRETER
from advisor.diagnose.verdict import Evidence, Finding, Verdict
from advisor.plan.recommendation import Recommendation, Setting
from advisor.report.report import Report

LONGEST = 500
_CAUSES = {
    "small_batches": "it writes a few rows a commit",
    "external_wait": "it waits for something outside of Flink",
    "python_overhead": "the way into Python and back takes its time",
    "cpu": "it computes all the time",
    "gc": "its TaskManager collects garbage instead of working",
    "connections": "the database has no connection left for it",
    "checkpoints": "its checkpoints take the time",
    "partitions": "its topic has too few partitions",
    "unknown": "the others wait for it; why it takes so long is not known",
}
_SKEWS = {
    "hot_key": "some keys get most of the records",
    "hot_partition": "one partition carries most of the records",
    "partitions": "there are too few partitions for the others",
}
_OF_THE_DATABASE = ("sink counters", "pg_stat_database", "pg_blocking_pids", "Postgres")
# Findings that say what the headline says.
_SAID_BY = {
    "small_batches": ("unbatched_sink",),
    "hot_key": ("skewed_subtasks",),
    "hot_partition": ("hot_partition", "skewed_subtasks"),
    "partitions": ("partitions_limit_parallelism", "skewed_subtasks"),
    "gc": ("frequent_gc",),
    "python_overhead": ("python_overhead", "shared_interpreter"),
}


def clean(text: str) -> str:
    """Names come from the job: whatever a terminal or a reader's eye would obey is replaced."""
    return "".join("\ufffd" if unicodedata.category(char) in ("Cc", "Cf", "Cs") else char for char in text[:LONGEST])


def title(report: Report) -> str:
    """Job, state, version and window."""
    window = report.window
    seconds = "unknown" if window.seconds is None else f"{window.seconds:.0f} s"
    complete = "all complete" if window.completeness >= 1 else f"{window.completeness:.0%} complete"
    job = report.job
    return (
        f"{clean(job.name)} · {clean(job.state)} · Flink {clean(job.flink_version)} · "
        f"{seconds} window, {window.samples} samples, {complete}"
    )


def is_well(report: Report) -> bool:
    """Whether nothing limits the job."""
    return report.verdict.kind == "input_bound"


def headline(report: Report) -> str:
    """The answer, one sentence."""
    verdict = report.verdict
    operator = clean(verdict.operator or "")
    first = clean(_first(verdict)).rstrip(".")
    sentences = {
        "operator_bound": f"{operator} limits this job: {_cause(verdict)}.",
        "subtask_bound": f"A few subtasks of {operator} limit this job: "
        f"{_SKEWS.get(verdict.cause or '', 'the others have time')}.",
        "source_bound": f"{operator} limits this job: {_reading(verdict)}.",
        "input_bound": "Nothing limits this job: it takes all that comes.",
        "host_bound": "The machines limit this job: their CPU is full.",
        "stalled": f"This job stands still: {first}.",
    }
    sentence = sentences.get(verdict.kind, f"Not enough data for a verdict: {first}.")
    return f"{sentence} Nothing to change." if is_well(report) and not changes(report) else sentence


def why(report: Report) -> list[str]:
    """The evidence of the verdict that the headline does not say."""
    verdict = report.verdict
    said = _first(verdict) if verdict.kind in ("stalled", "not_enough_data") else None
    return [clean(each.what) for each in verdict.because if each.what != said]


def ruled_out(report: Report) -> list[tuple[str, str]]:
    """Each other operator, and why it is not the one."""
    return [(clean(each.operator), facts(each.because)) for each in report.verdict.ruled_out]


def facts(evidence: Iterable[Evidence]) -> str:
    """Evidence on one line."""
    return ", ".join(clean(each.what) for each in evidence)


def news(report: Report) -> list[Finding]:
    """Findings about what the headline does not say already."""
    said = _SAID_BY.get(report.verdict.cause or "", ())
    said = (*said, "no_progress") if report.verdict.kind == "stalled" else said
    if report.verdict.kind in ("operator_bound", "source_bound"):
        said = (*said, "chained_bottleneck")  # its sentence is part of the evidence
    # A finding on partitions names the source, whichever operator behind it they make too much for.
    own = (report.verdict.operator, None)
    return [
        each
        for each in report.findings
        if (each.rule not in said or (each.operator not in own and "partition" not in each.rule))
        and not _is_the_verdicts(report, each)
    ]


def _is_the_verdicts(report: Report, finding: Finding) -> bool:
    """Whether it says of full machines what the verdict says already."""
    told = set(report.verdict.because) if report.verdict.kind == "host_bound" else set()
    return bool(finding.evidence) and told.issuperset(finding.evidence)


def changes(report: Report) -> tuple[Recommendation, ...]:
    """What is to be changed."""
    return tuple(each for each in report.plan.recommendations if each.changes)


def kept(report: Report) -> list[str]:
    """What one would expect to be changed, and why it is not."""
    stays = (each for each in report.plan.recommendations if not each.changes)
    return [f"{clean(each.setting)} {value(each.proposed)}: {clean(each.because)}" for each in stays]


def nothing(report: Report) -> list[str]:
    """What to say when nothing is to be changed."""
    if report.verdict.kind in ("input_bound", "not_enough_data"):
        return []
    if report.verdict.kind == "stalled":
        return [each.help for each in report.findings if each.rule == "no_progress"]
    limit = report.plan.binding_constraint
    return [
        f"nothing: the limit is {clean(limit)}" if limit else "nothing that is known to help from what was measured"
    ]


def afterwards(report: Report) -> tuple[str, str] | None:
    """What limits once the changes are made, or why more of the same does not help: a label and a sentence."""
    limit = report.plan.binding_constraint
    if not limit or is_well(report):
        return None
    if report.plan.predicted_throughput is None:
        return "but", f"more parallelism will not help: {clean(limit)}"
    return "next", f"then the limit is: {clean(limit)}"


def how_to_apply(report: Report, profile: str | None, saved: str | None) -> str | None:
    """The command that puts the changes into the profile; None when they are no settings of one."""
    patched = [each for each in changes(report) if each.patch is not None]
    if patched and profile is not None:
        how = ", ".join(sorted({each.change_class.replace("_", " ") for each in patched}))
        return f"advisor apply {clean(saved or 'report.json')} --profile {clean(profile)} --write   ({how})"
    # "the way into x" is no setting of an operator: a change of the job's code, or of the topic.
    settable = any("." in each.setting.split(" ")[-1] for each in changes(report))
    return "name the job's profile with --profile to get a patch" if profile is None and settable else None


def not_known(report: Report) -> list[str]:
    """What was asked for and did not answer as it must."""
    return [f"{clean(each.what)}: {clean(each.reason)}" for each in report.unknown]


def suppressed(report: Report) -> list[str]:
    """Rules that the profile silences, with the reason that it gives."""
    return [
        f"{each.rule}{f' of {clean(each.operator)}' if each.operator else ''}: {clean(each.reason)}"
        for each in report.suppressed
    ]


def value(setting: Setting | None) -> str:
    """A setting as YAML has it, with thousands marked."""
    if setting is None:
        return "?"
    if isinstance(setting, bool):
        return str(setting).lower()
    return f"{setting:,}" if isinstance(setting, int | float) else clean(setting)


def percent(ratio: float | None) -> str:
    """A share; `?` when it is not known."""
    return "?" if ratio is None else f"{ratio:.0%}"


def count(number: float | None) -> str:
    """A rate; `-` when it is not known or without bound."""
    return "-" if number is None else f"{number:,.0f}"


def _first(verdict: Verdict) -> str:
    """The evidence that says most, for kinds whose headline is that evidence."""
    if not verdict.because:
        return ""
    return verdict.because[-1 if verdict.kind == "stalled" else 0].what


def _reading(verdict: Verdict) -> str:
    if verdict.cause == "gc":
        return _CAUSES["gc"]
    return "it waits for Kafka" if verdict.cause == "external_wait" else "it cannot read as fast as the topic offers"


def _cause(verdict: Verdict) -> str:
    if verdict.cause == "small_batches":
        rows = [each.observed for each in verdict.because if each.unit == "rows"]
        if rows and isinstance(rows[0], int | float) and rows[0] < 1.5:
            return "it commits one row at a time"
    if verdict.cause == "external_wait" and any(each.source in _OF_THE_DATABASE for each in verdict.because):
        return "it waits for its database"
    if any(each.unit == ONE_INTERPRETER for each in verdict.because):
        return "its Python subtasks take turns in one interpreter"
    return _CAUSES.get(verdict.cause or "unknown", _CAUSES["unknown"])
