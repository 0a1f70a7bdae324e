"""The published numbers: docs/accuracy.md and the table in the README, from the kept results of full runs.

`python -m lab.scenarios.accuracy` writes both; a test fails when they differ from the results.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from lab.scenarios.catalogue import all_scenarios
from lab.scenarios.outcome import Outcome, summary
from lab.scenarios.results import Results, Sweeps, Truths, load_results, load_sweeps, load_truths
from lab.scenarios.sweep import Swept
from lab.scenarios.table import truth_words, verdict_words

REPOSITORY = Path(__file__).resolve().parents[2]
RESULTS = Path(__file__).parent / "results"
PAGE = REPOSITORY / "docs" / "accuracy.md"
README = REPOSITORY / "README.md"
START, END = "<!-- accuracy -->\n", "<!-- /accuracy -->"
# Confidences are put together in bins that wide runs can fill.
BINS = ((0.0, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 0.95), (0.95, 1.0))


@dataclass(frozen=True)
class Bin:
    """All verdicts given with a confidence from `low` on, below `high` (the last one: up to 1)."""

    low: float
    high: float
    verdicts: int
    right: int
    mean_confidence: float


def reliability(outcomes: Sequence[Outcome]) -> tuple[Bin, ...]:
    """How often verdicts of each confidence were right. `not_enough_data` claims nothing and is left out."""
    claims = [each for each in outcomes if each.got is not None and each.got.kind != "not_enough_data"]
    found = []
    for low, high in BINS:
        inside = [each for each in claims if low <= each.confidence < high or (high == 1.0 == each.confidence)]
        if inside:
            mean = sum(each.confidence for each in inside) / len(inside)
            found.append(Bin(low, high, len(inside), sum(each.right for each in inside), mean))
    return tuple(found)


def full_runs() -> tuple[Results, ...]:
    """All kept runs, the last one last."""
    return tuple(load_results(path) for path in sorted(RESULTS.glob("run-*.json")))


def kept_sweeps() -> Sweeps:
    """The kept sweeps."""
    return load_sweeps(RESULTS / "sweeps.json")


def kept_truths() -> Truths:
    """What taking the planted costs out has shown."""
    return load_truths(RESULTS / "truths.json")


def readme_block(runs: Sequence[Results], sweeps: Sweeps) -> str:
    """A few lines with the numbers that matter."""
    last, every = runs[-1], [each for run in runs for each in run.outcomes]
    right = sum(each.right for each in every)
    reached = min((each.reached_ratio for each in sweeps.sweeps), default=0.0)
    lines = [
        f"{last.date}, Flink {last.versions['apache-flink']}, {last.machine}; {len(last.outcomes)} scenarios, "
        f"{len(runs)} full runs:",
        "",
        "| | last run | all runs, judged by this version |",
        "| --- | --: | --: |",
        f"| verdicts right (kind, operator and cause) | {sum(e.right for e in last.outcomes)}/{len(last.outcomes)} "
        f"| {right}/{len(every)} |",
        f"| false findings | {_false(last.outcomes)} | {_false(every)} |",
        f"| prediction error, median | {_error(last.outcomes)} | {_error(every)} |",
        f"| one step of advice, of the best that brute force finds (the least; sweeps made: {len(sweeps.sweeps)}) "
        f"| {reached:.0%} | |",
        "",
    ]
    return "\n".join(lines)


def accuracy_page(runs: Sequence[Results], sweeps: Sweeps, truths: Truths) -> str:
    """The whole page."""
    sections = (_head(runs), _verdicts(runs), _reliability(runs), _predictions(runs), _sweeps(sweeps), _truths(truths))
    return "\n".join(line for section in sections for line in section)


def _head(runs: Sequence[Results]) -> Iterator[str]:
    last = runs[-1]
    versions = ", ".join(f"{name} {version}" for name, version in last.versions.items())
    yield "# How often the advisor is right"
    yield ""
    yield "Made by `make accuracy` from the kept results of full runs (`make scenarios SAVE=...`) on real jobs, each"
    yield "with a cause that was planted and a verdict that was written down first. Do not edit."
    yield ""
    yield f"Last run: {last.date}, {last.machine}; {versions}."
    yield ""
    yield "| run | as it was said when the jobs ran | this version, on the same captures |"
    yield "| --- | --- | --- |"
    for number, run in enumerate(runs, 1):
        yield f"| {number} | {run.said} | {summary(run.outcomes)} |"
    yield ""
    yield "Where it was wrong, the advisor (or the planting) was mended before the next run. So the left column, and of"
    yield "it the last line, is the fair one; everything below is the right column's."
    yield ""


def _verdicts(runs: Sequence[Results]) -> Iterator[str]:
    yield "## Verdicts"
    yield ""
    yield "A verdict is right when kind, operator and cause are."
    yield ""
    yield f"| scenario | planted | expected | last verdict | confidence | right in {len(runs)} runs |"
    yield "| --- | --- | --- | --- | --: | --: |"
    scenarios = all_scenarios()
    for each in runs[-1].outcomes:
        history = [one for run in runs for one in run.outcomes if one.scenario == each.scenario]
        got = "no verdict" if each.got is None else "right" if each.right else verdict_words(each.got)
        planted = scenarios[each.scenario].planted if each.scenario in scenarios else ""
        yield (
            f"| `{each.scenario}` | {planted} | {verdict_words(each.expected)} | {got} | {each.confidence:.2f} "
            f"| {sum(one.right for one in history)}/{len(history)} |"
        )
    yield ""
    wrong = [f"`{e.scenario}`: {', '.join((*e.false_findings, *e.missing_findings))}" for e in _findings_off(runs[-1])]
    yield f"Findings that were false or missing in the last run: {'; '.join(wrong) or 'none'}."
    yield ""


def _findings_off(run: Results) -> list[Outcome]:
    return [each for each in run.outcomes if each.false_findings or each.missing_findings]


def _reliability(runs: Sequence[Results]) -> Iterator[str]:
    yield "## Is its confidence worth anything"
    yield ""
    yield f"All verdicts of {len(runs)} full runs by the confidence that they were given with; `not_enough_data` claims"
    yield "nothing and is left out."
    yield ""
    yield "| confidence | verdicts | mean confidence | right |"
    yield "| --- | --: | --: | --: |"
    for each in reliability([one for run in runs for one in run.outcomes]):
        share = each.right / each.verdicts
        yield f"| {each.low:g}-{each.high:g} | {each.verdicts} | {each.mean_confidence:.2f} | {share:.0%} |"
    yield ""


def _predictions(runs: Sequence[Results]) -> Iterator[str]:
    yield "## Predicted and measured"
    yield ""
    yield "The plan was applied and the job measured again; records a second, the last run."
    yield ""
    yield "| scenario | before | predicted | measured | error |"
    yield "| --- | --: | --: | --: | --: |"
    for each in runs[-1].outcomes:
        if each.prediction_error is not None:
            yield (
                f"| `{each.scenario}` | {each.observed or 0:,.0f} | {each.predicted or 0:,.0f} "
                f"| {each.measured or 0:,.0f} | {each.prediction_error:.0%} |"
            )
    yield ""


def _sweeps(sweeps: Sweeps) -> Iterator[str]:
    yield "## One step of advice against brute force"
    yield ""
    yield f"`make sweep`, {sweeps.date}, {sweeps.machine}: every combination of some settings, and the one step that"
    yield "the advisor's plan makes from the job as it was. The best of many is partly luck, so it and the advice are"
    yield "measured again, in turn: in brackets how often, of which the median counts."
    yield ""
    yield "| scenario | tried | best | advised | of the best |"
    yield "| --- | --: | --- | --- | --: |"
    for each in sweeps.sweeps:
        best, advised = _point(each.best), _point(each.advised)
        yield f"| `{each.scenario}` | {len(each.tried)} | {best} | {advised} | {each.reached_ratio:.0%} |"
    yield ""


def _truths(truths: Truths) -> Iterator[str]:
    yield "## How the right answer is known"
    yield ""
    yield f"`make truth`, {truths.date}, {truths.machine}: without the advisor, by taking the planted cost out and"
    yield "measuring, or, of a healthy job, by what waits in its topic."
    if missing := [f"`{name}`" for name in all_scenarios() if name not in {each.scenario for each in truths.checked}]:
        yield f"Not measured yet: {', '.join(missing)}."
    yield ""
    yield "| scenario | the truth | measured |"
    yield "| --- | --- | --- |"
    for each in truths.checked:
        yield f"| `{each.scenario}` | {each.because} | {truth_words(each.measured)} |"
    yield ""


def _point(swept: Swept) -> str:
    settings = ", ".join(f"{key} {value}" for key, value in swept.changes.items()) or "nothing changed"
    return f"{swept.throughput:,.0f} rec/s ({len(swept.measured)}) with {settings}"


def _false(outcomes: Sequence[Outcome]) -> int:
    return sum(len(each.false_findings) for each in outcomes)


def _error(outcomes: Sequence[Outcome]) -> str:
    errors = [each.prediction_error for each in outcomes if each.prediction_error is not None]
    return f"{median(errors):.0%}" if errors else "-"


def with_block(text: str, block: str) -> str:
    """The README with its block renewed."""
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}{block}{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(accuracy_page(full_runs(), kept_sweeps(), kept_truths()))
    README.write_text(with_block(README.read_text(), readme_block(full_runs(), kept_sweeps())))
