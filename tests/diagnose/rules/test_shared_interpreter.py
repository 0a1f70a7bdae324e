"""Python subtasks that take turns in one interpreter: first those that do not."""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from advisor.diagnose.context import Context
from advisor.diagnose.rules.shared_interpreter import diagnose
from advisor.diagnose.verdict import Finding
from advisor.model.observation import FlameGraph
from advisor.model.settings import JobSettings, OperatorSettings, PythonSettings
from tests.builders import Op, context, observe

THREADS = {"python.execution-mode": "thread"}
PROFILE = JobSettings(
    {"enrichment": OperatorSettings(2)}, python=PythonSettings(20_000, 1000, True), flink=THREADS, from_profile=True
)


def seen(
    subtasks: int = 2, busy: float = 1.0, settings: JobSettings | None = PROFILE, mode: str | None = None, **op: object
) -> Context:
    """A line whose middle has so many subtasks, all of them in the TaskManager tm-1."""
    enrichment = Op("enrichment", busy, subtasks=subtasks, **op)  # type: ignore[arg-type]
    held = 0.97 if busy > 0.9 else 0.0
    configuration = {"python.execution-mode": mode} if mode else {}
    return context(observe(Op("source", 0.02, held), enrichment, Op("out", 0.1), configuration=configuration), settings)


def findings(found: Context) -> list[Finding]:
    return list(diagnose(found))


def test_process_mode_shares_nothing() -> None:
    """Flink's default, and when it is set."""
    assert findings(seen(settings=None)) == []
    assert findings(seen(mode="process")) == []


def test_one_python_subtask_has_the_interpreter_for_itself() -> None:
    """However busy."""
    assert findings(seen(subtasks=1)) == []


def test_subtasks_with_little_to_do_do_not_meet() -> None:
    """Two of 30 %: the interpreter has time."""
    assert findings(seen(busy=0.3)) == []


def test_subtasks_in_taskmanagers_of_their_own_share_nothing() -> None:
    """One slot each, as it should be."""
    found = seen()
    spread = tuple(
        replace(vertex, subtasks=tuple(structs.replace(s, task_manager=f"tm-{s.index}") for s in vertex.subtasks))
        for vertex in found.job.vertices
    )
    assert findings(replace(found, job=replace(found.job, vertices=spread))) == []


def test_taskmanagers_that_are_not_known_say_nothing() -> None:
    """Flink did not name them."""
    found = seen()
    nameless = tuple(
        replace(vertex, subtasks=tuple(structs.replace(s, task_manager="") for s in vertex.subtasks))
        for vertex in found.job.vertices
    )
    assert findings(replace(found, job=replace(found.job, vertices=nameless))) == []


def test_an_operator_that_is_seen_to_run_no_python_shares_nothing() -> None:
    """Its stacks say so."""
    assert findings(seen(flame=FlameGraph((0.9,), in_python=0.0, waiting=0.0, samples=100))) == []


def test_a_sink_that_nobody_calls_python_is_not_judged() -> None:
    """It may well be Java's, such as the JDBC sink."""
    job = (Op("source", 0.02, 0.97), Op("out", 1.0, subtasks=2))
    assert findings(context(observe(*job, configuration=THREADS))) == []


def test_busy_subtasks_in_one_taskmanager_take_turns() -> None:
    """As the profile sets it."""
    (found,) = findings(seen())
    assert (found.rule, found.severity, found.operator) == ("shared_interpreter", "critical", "enrichment")
    assert found.message == "2 Python subtasks of enrichment share one interpreter in tm-1: they take turns"
    assert [each.observed for each in found.evidence] == [2, 2.0, "thread"]
    assert found.confidence == 0.9


def test_two_half_busy_subtasks_fill_the_interpreter() -> None:
    """Their time adds up."""
    (found,) = findings(seen(busy=0.5))
    assert (found.severity, found.evidence[1].observed) == ("warning", 1.0)


def test_without_a_profile_it_is_likely_and_no_more() -> None:
    """The cluster says thread; the operator stands between source and sink."""
    (found,) = findings(seen(settings=None, mode="thread"))
    assert found.confidence == 0.6
