"""A lag that grows: first those that do not."""

from __future__ import annotations

from advisor.diagnose.rules.growing_lag import diagnose
from advisor.diagnose.verdict import Finding
from tests.builders import Op, context, observe


def findings(source: Op) -> list[Finding]:
    return list(diagnose(context(observe(source, Op("sink", 0.3)))))


def test_a_shrinking_backlog_is_no_growing_lag() -> None:
    """However large it is."""
    assert findings(Op("source", 0.2, pending=(900_000, 800_000))) == []


def test_a_lag_that_jitters_is_no_growing_lag() -> None:
    """Less than one window's worth waits."""
    assert findings(Op("source", 0.2, pending=(100, 2_000))) == []


def test_the_lag_of_a_source_that_is_held_back_is_not_believed() -> None:
    """Its gauge climbs while nobody writes, as one partition after the other becomes known."""
    assert findings(Op("source", 0.02, 0.97, pending=(40_000, 90_000))) == []


def test_a_source_without_the_metric_says_nothing() -> None:
    """Unknown is no zero."""
    assert findings(Op("source", 0.2)) == []


def test_a_lag_that_grows_is_found() -> None:
    """By more than a window's worth."""
    (found,) = findings(Op("source", 0.2, pending=(40_000, 90_000)))
    assert (found.operator, found.evidence[0].observed) == ("source", 50_000.0)
    assert found.evidence[0].expected == 1500  # 5 % of what is read in 30 s at 1,000 a second
