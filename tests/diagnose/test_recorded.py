"""The verdict on recorded jobs: what was true of each was known before."""

from __future__ import annotations

import pytest

from advisor.diagnose.bottleneck import diagnose_bottleneck
from advisor.measure.job import measure_job
from advisor.model.settings import JobSettings
from tests.recorded.recording import observe


@pytest.mark.parametrize(
    ("case", "kind", "operator", "cause"),
    [
        ("idle", "input_bound", None, None),
        ("flink_1_20_counts", "input_bound", None, None),
        ("slow", "operator_bound", "jdbc_sink", "small_batches"),
        ("behind", "operator_bound", "jdbc_sink", "small_batches"),
        ("chained", "operator_bound", "jdbc_sink", "small_batches"),
        ("async_lookup", "operator_bound", "lookup", "unknown"),
        ("branches", "operator_bound", "audit, audit_out", "unknown"),
        ("flink_1_20_hashes", "operator_bound", "Calc", "cpu"),
        ("hot_key", "subtask_bound", "count", "hot_key"),
        ("hot_partition", "subtask_bound", "jdbc_sink", "hot_partition"),
        ("database_down", "stalled", "jdbc_sink", "external_wait"),
    ],
)
def test_a_recorded_job_gets_the_verdict_that_is_true(
    case: str, kind: str, operator: str | None, cause: str | None
) -> None:
    """Without a profile: from Flink, and from Postgres where it was asked."""
    found = diagnose_bottleneck(measure_job(observe(case)), JobSettings())
    assert (found.kind, found.operator, found.cause) == (kind, operator, cause)
    assert found.confidence >= 0.6
