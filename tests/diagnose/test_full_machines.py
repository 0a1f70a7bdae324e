"""Full machines: first those that are not, then those that are."""

from __future__ import annotations

from dataclasses import replace

from advisor.diagnose.bottleneck import diagnose_bottleneck
from advisor.diagnose.verdict import Verdict
from advisor.measure.job import JobMeasure, measure_job
from advisor.model.settings import JobSettings
from tests.builders import Op, machine, observe, sink
from tests.host_builder import host

HELD = Op("source", 0.05, 0.94)
ONE_SLOT = machine(cpu_cores=2, jvm_cores=0.2, slots=1)


def measured(*operators: Op, **job: object) -> JobMeasure:
    return measure_job(observe(*operators, **{"machines": ONE_SLOT, **job}))  # type: ignore[arg-type]


def verdict(job: JobMeasure) -> Verdict:
    return diagnose_bottleneck(job, JobSettings())


def test_a_core_of_two_for_python_is_no_full_machine() -> None:
    """85 % are in use, and the operator has a core for itself: it is the limit, more of it would find room."""
    found = verdict(measured(HELD, Op("map", 1.0), Op("out", 0.1), host=host(busy=1.7, jvm=0.2, python=0.95)))
    assert (found.kind, found.operator, found.cause) == ("operator_bound", "map", "cpu")


def test_what_the_machine_itself_says_counts_more_than_flinks_clocks() -> None:
    """A JVM's CPU time from a cache, over a window that is another one, may look full."""
    looks = host(busy=1.6, jvm=1.5, tasks={"map": 0.95})
    found = verdict(measured(HELD, Op("map", 1.0), machines=machine(jvm_cores=1.95, slots=1), host=looks))
    assert (found.kind, found.cause) == ("operator_bound", "cpu")


def test_a_full_machine_that_runs_another_operator_limits_nobody() -> None:
    """The one that limits the job runs elsewhere."""
    first, last = machine("tm-1", cpu_cores=2, slots=1), machine("tm-2", cpu_cores=2, slots=1)
    both = tuple((*a, *(replace(each, host="other") for each in b)) for a, b in zip(first, last, strict=True))
    found = verdict(measured(HELD, Op("map", 1.0), machines=both, host=host("tm-2", busy=1.99)))
    assert found.kind == "operator_bound"


def test_a_full_machine_of_a_job_that_keeps_up_limits_nobody() -> None:
    """Yet."""
    assert verdict(measured(Op("source", 0.2), Op("map", 0.7), host=host(busy=1.99))).kind == "input_bound"


def test_a_full_machine_does_not_excuse_single_row_commits() -> None:
    """Batches give CPU back."""
    found = verdict(measured(HELD, sink(rows=1000, flushes=1000, flush_ms=900), host=host(busy=1.99)))
    assert (found.kind, found.cause) == ("operator_bound", "small_batches")


def test_a_machine_that_cannot_be_read_leaves_it_to_flink() -> None:
    """As before."""
    full = machine(jvm_cores=1.95, slots=1)
    first, last = host(busy=1.0)
    looks = (replace(first, cpu=replace(first.cpu, busy_ms=1e9)), last)
    found = verdict(measured(HELD, Op("map", 1.0), machines=full, host=looks))
    assert (found.kind, found.because[0].source) == ("host_bound", "Status.JVM.CPU.Time")


def test_a_machine_that_the_job_fills_limits_it() -> None:
    """JVM and Python workers; Flink alone would not see it."""
    found = verdict(measured(HELD, Op("map", 1.0), host=host(busy=1.95, jvm=0.4, python=1.3)))
    assert (found.kind, found.operator, found.cause) == ("host_bound", None, "cpu")
    assert found.because[0].what == "this machine uses 98% of its 2 cores, of it 1.7 cores are this job's TaskManagers"
    assert (found.because[0].observed, found.because[0].expected) == (0.975, 0.9)


def test_a_machine_that_somebody_else_fills_says_how_little_is_the_jobs() -> None:
    """More parallelism will not help, and neither will a faster job."""
    found = verdict(measured(HELD, Op("map", 1.0), host=host(busy=1.98, jvm=0.2, python=0.2)))
    assert found.kind == "host_bound"
    assert found.because[0].what.endswith("of it 0.4 cores are this job's TaskManagers")


def test_what_other_guests_take_is_said() -> None:
    """The machine is smaller than it looks."""
    found = verdict(measured(HELD, Op("map", 1.0), host=host(busy=1.4, steal=0.5, python=1.0)))
    assert found.kind == "host_bound"
    assert found.because[1].what == "other guests of its hypervisor took 25% of the CPU away"


def test_jvms_of_one_machine_fill_it_together() -> None:
    """Each uses half of it."""
    first, last = machine("tm-1", cpu_cores=2, jvm_cores=0.97), machine("tm-2", cpu_cores=2, jvm_cores=0.97)
    both = tuple(tuple(replace(each, host="here") for each in (*a, *b)) for a, b in zip(first, last, strict=True))
    job = measured(HELD, Op("map", 1.0, subtasks=2), machines=both)
    spread = tuple(replace(vertex, subtasks=tuple(_moved(each) for each in vertex.subtasks)) for vertex in job.vertices)
    found = verdict(replace(job, vertices=spread))
    assert found.kind == "host_bound"
    assert found.because[0].what == "the JVMs of tm-1 and tm-2 alone use 97% of 2 cores"


def _moved(subtask: object) -> object:
    from msgspec import structs

    return structs.replace(subtask, task_manager=f"tm-{subtask.index + 1}")  # type: ignore[attr-defined,type-var]


# Garbage collection, as this machine sees it


def test_jstat_is_a_second_witness_of_collections() -> None:
    """40 % of the time, and an old generation that stays full."""
    looks = host(cores=4, jvm=0.9, heap=(0.97, 12, 12.0))
    found = verdict(measured(HELD, Op("map", 1.0), machines=machine(gc_ratio=0.35), host=looks))
    assert found.cause == "gc"
    assert found.because[1].observed == 0.4
    assert found.because[2].what == "its old generation is 97% full, after 12 full collections"


def test_jstat_corrects_collections_that_flinks_cache_moved_into_the_window() -> None:
    """35 % by Flink's beans, 2 % by jstat."""
    looks = host(cores=4, jvm=0.2, heap=(0.4, 0, 0.6))
    assert verdict(measured(HELD, Op("map", 1.0), machines=machine(gc_ratio=0.35), host=looks)).cause != "gc"


def test_concurrent_collections_on_a_full_machine_take_the_cores() -> None:
    """Nobody stands still, and 0.8 of 2 cores are gone."""
    looks = host(busy=1.98, jvm=1.9, gc=0.8, heap=(0.9, 0, 0.3))
    found = verdict(measured(HELD, Op("map", 1.0), host=looks))
    assert (found.kind, found.cause) == ("operator_bound", "gc")
    assert found.because[1].what.startswith("tm-1 collects garbage with 40% of the machine's CPU")


def test_concurrent_collections_beside_idle_cores_cost_nobody() -> None:
    """There is room for both."""
    looks = host(cores=4, busy=2.0, jvm=1.9, gc=0.8, tasks={"map": 0.95}, heap=(0.9, 0, 0.3))
    assert verdict(measured(HELD, Op("map", 1.0), machines=machine(cpu_cores=4), host=looks)).cause == "cpu"
