"""Pauses that bring a TaskManager near its timeouts: first those that do not."""

from __future__ import annotations

from advisor.diagnose.rules.long_gc_pauses import diagnose
from advisor.diagnose.verdict import Finding
from advisor.model.settings import JobSettings
from advisor.model.thresholds import with_overrides
from tests.builders import Op, context, machine, observe

JOB = (Op("source", 0.3), Op("sink", 0.4))


def findings(
    configuration: dict[str, str] | None = None, settings: JobSettings | None = None, **gc: object
) -> list[Finding]:
    observation = observe(*JOB, machines=machine(**gc), configuration=configuration or {})  # type: ignore[arg-type]
    return list(diagnose(context(observation, settings)))


def test_many_short_pauses_are_no_long_ones() -> None:
    """300 ms each, though they take a third of the time."""
    assert findings(gc_ratio=0.3, young=30) == []


def test_no_collection_is_no_pause() -> None:
    """Nothing is divided by zero."""
    assert findings(gc_ratio=0.0, young=0) == []


def test_machines_that_were_not_read_say_nothing() -> None:
    """Unknown is silent."""
    assert list(diagnose(context(observe(*JOB)))) == []


def test_pauses_of_seconds_are_long_though_no_timeout_is_near() -> None:
    """Two of 3 s, beside Flink's 50 s."""
    (found,) = findings(gc_ratio=0.2, young=2)
    assert (found.rule, found.severity, found.evidence[0].observed) == ("long_gc_pauses", "warning", 3000)
    assert found.message == (
        "tm-1 stops 3.0 s for a garbage collection on average; after 50 s without a heartbeat Flink gives it up"
    )


def test_pauses_near_a_timeout_are_critical() -> None:
    """One full collection of 12 s: a quarter of both timeouts."""
    (found,) = findings(full=1, full_ms=12_000.0, young=0)
    assert found.severity == "critical"
    facts = {each.source: (each.observed, each.expected) for each in found.evidence[1:]}
    assert facts == {"Flink's configuration": (0.24, 0.2), "Kafka's default": (0.267, 0.2)}


def test_the_heartbeat_timeout_of_the_cluster_counts() -> None:
    """2.5 s are a quarter of 10 s."""
    (found,) = findings({"heartbeat.timeout": "10 s"}, full=1, full_ms=2500.0, young=0)
    assert (found.severity, found.evidence[1].observed) == ("critical", 0.25)
    assert "after 10 s without a heartbeat" in found.message


def test_a_short_timeout_makes_short_pauses_long() -> None:
    """600 ms of 2 s; a bare number is milliseconds."""
    (found,) = findings({"heartbeat.timeout": "2000"}, full=1, full_ms=600.0, young=0)
    assert (found.severity, found.evidence[0].expected) == ("critical", 400)


def test_a_timeout_that_cannot_be_read_is_taken_as_flinks_default() -> None:
    """Nothing else is known."""
    (found,) = findings({"heartbeat.timeout": "soon"}, full=1, full_ms=12_000.0, young=0)
    assert found.message.endswith("after 50 s without a heartbeat Flink gives it up")


def test_a_shorter_session_timeout_of_kafka_can_be_told() -> None:
    """6 s, as consumers had it before Kafka 3: pauses of 1.3 s are near it."""
    settings = JobSettings(thresholds=with_overrides({"kafka_session_timeout_ms": 6000}))
    (found,) = findings(settings=settings, full=1, full_ms=1300.0, young=0)
    assert (found.severity, found.evidence[-1].observed) == ("critical", 0.217)
