"""Time that goes into handing records to Python: first when it does not."""

from __future__ import annotations

from advisor.diagnose.rules.python_overhead import diagnose
from advisor.diagnose.verdict import Finding
from advisor.model.observation import FlameGraph
from advisor.model.settings import JobSettings, OperatorSettings, PythonSettings
from tests.builders import Op, context, observe, sink

OPERATORS = {"source": OperatorSettings(1), "enrichment": OperatorSettings(1), "jdbc_sink": OperatorSettings(1)}


def profile(size: int, time_ms: int = 1000, *, per_record: bool = False, **flink: str) -> JobSettings:
    return JobSettings(OPERATORS, python=PythonSettings(size, time_ms, per_record), flink=flink, from_profile=True)


def job(rate: float, busy: float = 1.0, subtasks: int = 1, flame: FlameGraph | None = None) -> tuple[Op, ...]:
    more = {"flame": flame} if flame else {}
    enrichment = Op("enrichment", busy, 0.0, rate, rate, subtasks, **more)  # type: ignore[arg-type]
    held = 0.97 if busy > 0.9 else 0.0
    return Op("source", 0.02, held, rate, rate), enrichment, Op("out", 0.1, records_in=rate, records_out=0)


def findings(
    settings: JobSettings | None, *operators: Op, configuration: dict[str, str] | None = None
) -> list[Finding]:
    return list(diagnose(context(observe(*operators, configuration=configuration or {}), settings)))


def test_large_bundles_are_no_overhead() -> None:
    """The profiles' own: 20,000 records."""
    assert findings(profile(20_000), *job(40_000)) == []


def test_a_slow_function_is_not_pythons_overhead() -> None:
    """100 records a second in bundles of one: the function takes the time, whoever calls it."""
    assert findings(profile(1), *job(100)) == []


def test_an_operator_with_time_left_may_hand_over_single_records() -> None:
    """300 a second, and busy 40 %."""
    assert findings(profile(1), *job(300, busy=0.4)) == []


def test_without_settings_nothing_is_known() -> None:
    """The job's own code may set anything."""
    assert findings(None, *job(300)) == []


def test_thread_mode_has_no_bundles() -> None:
    """Records are called through one by one, inside of the JVM."""
    assert findings(profile(1, **{"python.execution-mode": "thread"}), *job(300)) == []


def test_an_operator_that_is_seen_to_run_no_python_is_not_judged() -> None:
    """Its stacks say so."""
    java = FlameGraph((0.9,), in_python=0.0, waiting=0.0, samples=100)
    assert findings(profile(1), *job(300, flame=java)) == []


def test_an_operator_that_the_profile_does_not_name_is_not_judged() -> None:
    """It may be Java's."""
    settings = JobSettings(python=PythonSettings(1, 1000, False), from_profile=True)
    assert findings(settings, *job(300)) == []


def test_batches_that_a_sink_takes_in_are_counted_not_their_rows() -> None:
    """60 batches of 1,000 rows are 60 elements in as many bundles: 12 % of the time."""
    assert findings(profile(1), Op("source", 0.02, 0.97), sink(rows=60_000, flushes=60, flush_ms=900)) == []


def test_single_records_in_bundles_are_overhead() -> None:
    """300 bundles a second of 2 ms."""
    (found,) = findings(profile(1), *job(300))
    assert (found.rule, found.severity, found.operator) == ("python_overhead", "critical", "enrichment")
    assert found.message == (
        "enrichment hands 1 records at a time to Python, 300 times a second: about 60% of its time goes into that"
    )
    observed = {each.what: each.observed for each in found.evidence}
    assert observed["estimated share of the time"] == 0.6
    assert observed["bundles a second of one subtask"] == 300


def test_a_bundle_time_that_ends_bundles_early_is_overhead() -> None:
    """Every 4 ms, whatever may fit in: 250 bundles a second of 80."""
    (found,) = findings(profile(100_000, 4), *job(20_000))
    assert [each.observed for each in found.evidence[:3]] == [0.5, 250.0, 80.0]


def test_each_subtask_has_bundles_of_its_own() -> None:
    """600 records a second over four subtasks are 150 for each."""
    (found,) = findings(profile(1), *job(600, subtasks=4))
    assert found.evidence[1].observed == 150


def test_a_call_for_each_record_counts_too() -> None:
    """32,000 a second at 0.01 ms; the bundles are large."""
    assert findings(profile(20_000), *job(32_000)) == []
    (found,) = findings(profile(20_000, per_record=True), *job(32_000))
    assert (found.evidence[0].observed, found.evidence[-1].source) == (0.323, "enrichment.mode: record")


def test_the_clusters_configuration_will_do_with_stacks_in_python() -> None:
    """No profile, but a bundle size that is set, and a flame graph."""
    python = FlameGraph((0.9,), in_python=0.8, waiting=0.0, samples=100)
    configuration = {"python.fn-execution.bundle.size": "10"}
    (found,) = findings(None, *job(2000, flame=python), configuration=configuration)
    assert (found.evidence[1].observed, found.evidence[1].source) == (200, "Flink's configuration")
