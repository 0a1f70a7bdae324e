"""Collections that stop everything, so that nobody waits for anybody: first where they are not to blame."""

from __future__ import annotations

import pytest

from advisor.diagnose.bottleneck import diagnose_bottleneck
from advisor.diagnose.verdict import Verdict
from advisor.measure.job import measure_job
from advisor.model.settings import JobSettings
from tests.builders import Op, machine, observe


def verdict(source: Op, gc_ratio: float) -> Verdict:
    observation = observe(source, Op("aggregate", 0.7), machines=machine(gc_ratio=gc_ratio))
    return diagnose_bottleneck(measure_job(observation), JobSettings())


@pytest.mark.parametrize(
    ("source", "gc_ratio"),
    [
        (Op("source", 0.6), 0.58),  # waits for input two fifths of the time: it keeps up all the same
        (Op("source", 1.0, pending=(0.0, 0.0)), 0.2),  # its collections are no large part
    ],
)
def test_a_source_that_has_time_or_a_jvm_that_has_is_not_stopped(source: Op, gc_ratio: float) -> None:
    """One of the two is enough."""
    assert verdict(source, gc_ratio).kind == "input_bound"


def test_a_source_that_never_waits_while_its_jvm_stands_still_is_stopped_by_it() -> None:
    """Whatever its lag: with less garbage it would do more."""
    found = verdict(Op("source", 1.0, pending=(0.0, 0.0)), 0.58)
    assert (found.kind, found.operator, found.cause, found.confidence) == ("source_bound", "source", "gc", 0.8)
    assert found.because[1].what.startswith("tm-1 collects garbage 58% of the time")
