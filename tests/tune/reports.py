"""Reports with a plan of one's own: what the loop goes by, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from advisor.advise import advise
from advisor.model.settings import JobSettings
from advisor.plan.recommendation import Patch, Plan, Recommendation
from advisor.report.report import Report
from tests.builders import Op, observe, sink

BATCH = ("operators.jdbc_sink.batch_size", 1, 500, "restart_from_savepoint")
WIDER = ("operators.jdbc_sink.parallelism", 1, 2, "rescale")
LIMIT = "the CPU of the machines"


def recommend(path: str, current: object, proposed: object, change_class: str) -> Recommendation:
    setting = path.partition(".")[2]
    patch = Patch(path, current, proposed)  # type: ignore[arg-type]
    return Recommendation(setting, None, current, proposed, "because", "effect", change_class, patch)  # type: ignore[arg-type]


def report(
    rate: float, *changes: tuple[object, ...], predicted: float | None = None, binding: str | None = None
) -> Report:
    """On a job that one operator holds at `rate`; without `changes`, larger batches are recommended."""
    held = Op("source", 0.02, 0.97, rate, rate)
    found = advise(observe(held, sink(rows=rate, flushes=rate, flush_ms=900)), JobSettings())
    assert found.verdict.kind == "operator_bound"
    recommendations = tuple(recommend(*each) for each in (changes or (BATCH,)))  # type: ignore[arg-type]
    return replace(found, plan=Plan(rate, 10 * rate if predicted is None else predicted, binding, recommendations))


def content(rate: float, *, binding: str | None = None) -> Report:
    """One with nothing to change."""
    found = report(rate, binding=binding)
    return replace(found, plan=replace(found.plan, recommendations=()))


def silent(rate: float) -> Report:
    """One with a verdict, while the sink's counters did not come."""
    found = content(rate)
    return replace(found, plan=replace(found.plan, observed_throughput=None))


def no_verdict() -> Report:
    return advise(observe(Op("source"), running_ms=100.0), JobSettings())


def stalled() -> Report:
    found = advise(observe(Op("source"), restarts=(0, 9)), JobSettings())
    assert found.verdict.kind == "stalled"
    return found


def waiting(rate: float) -> Report:
    """A job that takes all that comes."""
    found = advise(observe(Op("source", 0.0, 0.0, rate, rate), Op("sink", 0.1, 0.0, rate, 0)), JobSettings())
    assert found.verdict.kind == "input_bound"
    return found
