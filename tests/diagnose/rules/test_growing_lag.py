"""A lag that grows: first those that do not."""

from __future__ import annotations

from advisor.diagnose.rules.growing_lag import diagnose
from advisor.diagnose.verdict import Finding
from advisor.model.kafka import KafkaSample
from tests.builders import Op, context, kafka, observe

HELD = Op("source", 0.02, 0.97, partitions={"t-0": 500.0, "t-1": 500.0}, pending=(40_000, 90_000))


def findings(source: Op, looks: tuple[KafkaSample, ...] | None = None) -> list[Finding]:
    sink = Op("sink", 0.3)
    if looks is None:
        return list(diagnose(context(observe(source, sink))))
    parts = ((source, sink),) * (len(looks) - 1) if len(looks) > 2 else ()
    return list(diagnose(context(observe(source, sink, kafka=looks, parts=parts))))


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


def test_by_kafkas_count_a_backlog_that_stands_does_not_grow() -> None:
    """Whatever the gauge of a source that is held back says."""
    assert findings(HELD, kafka(HELD, 1000, 400_000)) == []
    assert findings(HELD, kafka(HELD, 0, 400_000)) == []


def test_a_lag_that_was_lower_in_between_comes_and_goes() -> None:
    """Bursts: 90,000 more at the end than at first, and as many less before."""
    assert findings(HELD, kafka(HELD, 0, (100_000, 190_000, 100_000, 190_000))) == []


def test_by_kafkas_count_it_is_found_while_the_source_is_held_back() -> None:
    """2,500 rec/s arrive, 1,000 are read."""
    (found,) = findings(HELD, kafka(HELD, 2500, 100_000))
    assert found.message == (
        "source falls behind: 2,500 rec/s arrive, 1,000 are read; 100,000 records waited at first, 145,000 at the end"
    )
    assert (found.evidence[0].observed, found.evidence[0].source) == (45_000, "Kafka")


def test_a_lag_that_grows_is_found() -> None:
    """By more than a window's worth."""
    (found,) = findings(Op("source", 0.2, pending=(40_000, 90_000)))
    assert (found.operator, found.evidence[0].observed) == ("source", 50_000.0)
    assert found.evidence[0].expected == 1500  # 5 % of what is read in 30 s at 1,000 a second
