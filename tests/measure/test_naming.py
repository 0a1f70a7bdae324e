"""From Flink's names back to those in the job's code; the vertex names are real ones."""

from __future__ import annotations

import pytest

from advisor.measure.naming import fused_functions, label


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("jdbc_sink", "jdbc_sink"),
        ("Source: kafka_source", "kafka_source"),
        ("enrichment_step_0 -> enrichment -> enrichment_step_2 -> enrichment_step_3", "enrichment"),
        ("dead_letters: Writer -> dead_letters: Committer", "dead_letters"),
        ("Sink: orders[3]: Writer", "orders"),
        ("Source: a -> b -> c: Writer -> c: Committer", "a -> b -> c"),
        ("_stream_key_by_map_operator", "_stream_key_by_map_operator"),
        ("", ""),
    ],
)
def test_a_vertex_is_called_what_its_author_called_it(shown: str, meant: str) -> None:
    """Prefixes, suffixes and helper operators are Flink's."""
    assert label(shown) == meant


@pytest.mark.parametrize(
    ("name", "functions"),
    [("map", 1), ("audit, audit_out", 2), ("Calc(select=[a, b])", 1), ("Join[4](where=[a = b], x)", 1)],
)
def test_fused_python_functions_are_told_from_an_expression(name: str, functions: int) -> None:
    """Both have commas."""
    assert len(fused_functions(name)) == functions
