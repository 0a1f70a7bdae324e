"""A limit inside a chain: first where it is no riddle."""

from __future__ import annotations

from advisor.diagnose.rules.chained_bottleneck import diagnose
from advisor.diagnose.verdict import Finding
from advisor.model.observation import FlameGraph
from tests.builders import Op, context, observe

WAITING = Op("source", 0.02, 0.97)


def findings(*operators: Op) -> list[Finding]:
    return list(diagnose(context(observe(*operators))))


def test_an_operator_of_its_own_is_no_riddle() -> None:
    """It has its own clock."""
    assert findings(WAITING, Op("map", 1.0)) == []


def test_a_chain_that_limits_nobody_may_stay() -> None:
    """Chaining saves serialization."""
    assert findings(Op("source", 0.1), Op("parse -> map", 0.3)) == []


def test_a_chain_that_a_flame_graph_tells_apart_is_no_riddle() -> None:
    """Even when the time is spread evenly."""
    for shares in ((0.9, 0.05), (0.5, 0.5)):
        assert findings(WAITING, Op("parse -> map", 1.0, flame=FlameGraph(shares, 0.0, 0.0, 100))) == []


def test_a_comma_in_an_expression_of_sql_fuses_nothing() -> None:
    """One operator, whose name says what it does."""
    assert findings(WAITING, Op("Calc(select=[id, UPPER(name) AS name])", 1.0)) == []


def test_a_chain_with_one_clock_is_named_with_its_operators() -> None:
    """And how to split it."""
    (found,) = findings(WAITING, Op("parse -> map", 1.0))
    assert found.message == "parse and map share one clock: which of them limits the job cannot be told"
    assert "rest.flamegraph.enabled" in found.help


def test_fused_python_functions_are_a_chain_too() -> None:
    """Whatever Flink's chaining is set to."""
    (found,) = findings(WAITING, Op("audit, audit_out", 1.0))
    assert "python.operator-chaining.enabled" in found.help
