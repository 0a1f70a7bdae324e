"""A batch size that is never reached: first where it is, or nobody can say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.diagnose.rules.batch_never_fills import diagnose
from advisor.diagnose.verdict import Finding
from advisor.model.settings import JobSettings, OperatorSettings, PythonSettings
from tests.builders import Op, checkpoints, context, observe, sink

SETTINGS = JobSettings({"jdbc_sink": OperatorSettings(1, batch_size=5000, batch_interval_ms=200)}, from_profile=True)


def findings(
    rows: float, flushes: float, settings: JobSettings = SETTINGS, flush_ms: float = 200, **job: object
) -> list[Finding]:
    observation = observe(Op("source", 0.3), sink(rows=rows, flushes=flushes, flush_ms=flush_ms, busy=0.2), **job)  # type: ignore[arg-type]
    return list(diagnose(context(observation, settings)))


def test_batches_that_fill_are_right() -> None:
    """5,000 rows a flush."""
    assert findings(50_000, 10) == []


def test_batches_that_fill_by_half_are_right_too() -> None:
    """Now and then the size does its work."""
    assert findings(15_000, 5) == []


def test_bursts_fill_batches_that_the_mean_rate_would_not() -> None:
    """5,000 rows at once every second; evenly spread, 200 ms would gather 1,000."""
    assert findings(5000, 1) == []


def test_an_interval_that_gathers_more_than_half_of_a_batch_is_right() -> None:
    """2,600 in 200 ms, of which 2,000 were seen."""
    assert findings(13_000, 6.5) == []


def test_batches_far_smaller_than_what_gathers_end_by_something_else() -> None:
    """One row a flush where 200 ms gather 200: the job runs with other settings than the profile's."""
    assert findings(1000, 1000, flush_ms=900) == []


def test_without_a_profile_nothing_is_known_of_the_size() -> None:
    """And nothing is said."""
    assert findings(1000, 5, JobSettings()) == []


def test_a_quiet_sink_is_left_alone() -> None:
    """A row every other second."""
    assert findings(0.5, 0.5) == []


def test_a_size_for_the_peaks_is_right_at_a_quiet_hour() -> None:
    """Five flushes of 200 rows take 2 % of the time: fuller ones would save next to nothing."""
    assert findings(1000, 5, flush_ms=20) == []


def test_small_flushes_at_a_high_rate_have_another_reason() -> None:
    """30,000 rows a second fill 5,000 within the 200 ms: something else ends the batches."""
    assert findings(30_000, 300) == []


def test_a_few_subtasks_that_gather_for_many_gather_more() -> None:
    """One enrichment makes the batches of eight sinks: 20,000 rows a second are 4,000 in 200 ms."""
    wide = replace(sink(rows=20_000, flushes=40, flush_ms=1600, busy=0.2), subtasks=8)
    assert list(diagnose(context(observe(Op("enrichment", 0.3), wide), SETTINGS))) == []


def test_an_interval_that_ends_batches_early_is_named() -> None:
    """1,000 rows a second and 200 ms: 200 rows."""
    (found,) = findings(1000, 5)
    assert (found.operator, found.severity) == ("jdbc_sink", "info")
    assert [each.observed for each in found.evidence] == [200.0, 200.0]
    assert "batch_interval_ms (200)" in found.message


def test_a_checkpoint_ends_batches_too() -> None:
    """Every 100 ms: 100 rows."""
    (found,) = findings(1000, 10, checkpoints=checkpoints(interval_ms=100.0))
    assert found.evidence[1].observed == pytest.approx(100.0)
    assert "the checkpoint every 0.1 s" in found.message


def test_without_an_interval_the_bundle_ends_them() -> None:
    """batch_interval_ms 0 leaves it to Python's bundles."""
    none = replace(
        SETTINGS,
        operators={"jdbc_sink": OperatorSettings(1, batch_size=5000, batch_interval_ms=0)},
        python=PythonSettings(20_000, 1000, per_record=False),
    )
    (found,) = findings(1000, 1, none)
    assert "python.bundle_time_ms" in found.message
