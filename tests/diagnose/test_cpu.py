"""Whether a saturated operator computes or waits, by the CPU that it gets: first when nothing may be said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.diagnose.bottleneck import diagnose_bottleneck
from advisor.diagnose.context import Case
from advisor.diagnose.cpu import use_of
from advisor.diagnose.verdict import Verdict
from advisor.measure.job import measure_job
from advisor.model.observation import FlameGraph
from advisor.model.settings import JobSettings
from advisor.model.unknown import Unknown
from tests.builders import Op, machine, observe
from tests.host_builder import host

HELD, OUT = Op("source", 0.05, 0.94), Op("out", 0.05)
ONE_SLOT = machine(cpu_cores=4, jvm_cores=0.1, slots=1)
THREADS = {"python.execution-mode": "thread"}


def verdict(culprit: Op, *more: Op, slots: int | None = None, **job: object) -> Verdict:
    machines = machine(cpu_cores=4, jvm_cores=0.1, slots=slots or culprit.subtasks)
    job = {"machines": machines, **job}
    return diagnose_bottleneck(measure_job(observe(HELD, culprit, *more, OUT, **job)), JobSettings())  # type: ignore[arg-type]


# What must not be said


def test_without_a_look_at_the_machine_the_cause_stays_unknown() -> None:
    """Python's work is invisible from Java."""
    assert verdict(Op("map", 1.0)).cause == "unknown"


def test_half_a_core_is_neither_computing_nor_waiting() -> None:
    """Measured for a function that waits half of its time: 0.37 and 0.03."""
    assert verdict(Op("map", 1.0), host=host(cores=4, jvm=0.05, python=0.4)).cause == "unknown"


def test_on_a_full_machine_little_cpu_is_no_waiting() -> None:
    """It may wait for a core."""
    found = verdict(Op("map", 1.0), host=host(cores=2, busy=1.95, jvm=0.05, python=0.1))
    assert (found.kind, found.cause) == ("host_bound", "cpu")
    assert "waits:" not in " ".join(each.what for each in found.because)


def test_threads_that_queue_for_a_core_on_a_full_machine_do_not_wait_for_something_else() -> None:
    """Half a thread was ready all the time."""
    found = verdict(Op("map", 1.0), host=host(cores=2, busy=1.95, jvm=0.05, python=0.1, queued=0.5))
    assert (found.kind, found.cause) == ("host_bound", "cpu")


def test_cpu_that_other_guests_took_makes_a_machine_full_too() -> None:
    """Stolen, not idle."""
    assert verdict(Op("map", 1.0), host=host(cores=2, busy=1.0, steal=0.9, jvm=0.1)).kind == "host_bound"


def test_a_container_at_its_limit_does_not_wait_for_something_outside() -> None:
    """0.2 cores are all it may have."""
    limited = host(cores=4, jvm=0.05, python=0.13, cpu_limit_cores=0.2)
    assert verdict(Op("map", 1.0), host=limited).cause == "unknown"


def test_a_machine_that_swaps_does_not_wait_for_something_outside() -> None:
    """Its own memory is at the disk."""
    assert verdict(Op("map", 1.0), host=host(cores=4, jvm=0.1, swapped_per_second=2e7)).cause == "unknown"


def test_the_cpu_of_another_jobs_workers_is_no_proof() -> None:
    """More slots are taken than this job has subtasks."""
    assert verdict(Op("map", 1.0), slots=4, host=host(cores=4, jvm=0.1, python=0.9)).cause == "unknown"


def test_the_workers_cpu_may_be_another_busy_operators() -> None:
    """Two Python operators of one slot share a process: 0.9 less the other's 0.5 is too little to tell."""
    above = Op("parse", 0.5, 0.5)
    found = diagnose_bottleneck(
        measure_job(
            observe(HELD, above, Op("map", 1.0), OUT, machines=ONE_SLOT, host=host(cores=4, jvm=0.1, python=0.9))
        ),
        JobSettings(),
    )
    assert (found.operator, found.cause) == ("map", "unknown")


def test_a_taskmanager_of_another_machine_is_not_seen() -> None:
    """Its figures are not ours."""
    assert verdict(Op("map", 1.0), host=host("tm-9", cores=4, jvm=0.1)).cause == "unknown"


def test_workers_that_cannot_be_read_leave_it_open() -> None:
    """Another user's."""
    first, last = host(cores=4, jvm=0.1)
    hidden = Unknown("process 7 below the TaskManager is another user's")
    looks = tuple(
        replace(each, processes=(replace(each.processes[0], python_cpu_ms=hidden),)) for each in (first, last)
    )
    assert verdict(Op("map", 1.0), host=looks).cause == "unknown"


def test_other_busy_threads_of_the_jvm_are_not_the_operators() -> None:
    """Not told apart, they may be: no proof either way."""
    busy = verdict(Op("map", 1.0), Op("other", 0.7), host=host(cores=4, jvm=0.8))
    assert busy.cause == "unknown"


# What is said


def test_workers_that_use_a_core_compute() -> None:
    """Measured: 0.89 in Python, 0.05 in Java."""
    found = verdict(Op("map", 1.0), host=host(cores=4, jvm=0.1, python=0.89))
    assert (found.kind, found.cause) == ("operator_bound", "cpu")
    assert found.because[1].what == "the Python workers use 0.89 cores while 1 subtask of map is full: it computes"
    assert (found.because[1].observed, found.because[1].expected) == (pytest.approx(0.84), pytest.approx(0.6))


def test_java_and_python_together_compute() -> None:
    """Record by record: half of the time in the JVM, half in the worker."""
    found = verdict(Op("map", 1.0), host=host(cores=4, jvm=0.5, python=0.5, tasks={"map": 0.45}))
    assert found.cause == "cpu"
    assert "0.45 cores in Java and 0.45 in Python" in found.because[1].what


def test_threads_that_use_a_core_compute_whoever_is_busy_beside_them() -> None:
    """The kernel tells the task's thread from the others."""
    found = verdict(Op("map", 1.0), Op("other", 0.7), host=host(cores=4, jvm=1.6, tasks={"map": 0.95, "other": 0.6}))
    assert found.cause == "cpu"
    assert found.because[1].what == "its tasks use 0.95 cores in Java while 1 subtask of map is full: it computes"


def test_a_busy_operator_that_uses_no_cpu_waits() -> None:
    """Measured for a sleeping function: 0.04 in Python, 0.02 in Java."""
    found = verdict(Op("map", 1.0, subtasks=2), host=host(cores=4, jvm=0.08, python=0.1, workers=2))
    assert (found.kind, found.cause) == ("operator_bound", "external_wait")
    assert found.because[1].what == (
        "waits: 2 subtasks are busy 100% of the time, and all Python workers of the job use only 0.1 cores, "
        "its JVM 0.08"
    )


def test_threads_that_queue_for_a_moment_on_a_machine_with_cores_to_spare_still_wait() -> None:
    """Measured at 79 % of two cores: a third of a thread, for two subtasks that sleep."""
    looks = host(cores=2, busy=1.58, jvm=0.03, python=0.11, queued=0.65)
    assert verdict(Op("map", 1.0, subtasks=2), host=looks).cause == "external_wait"


def test_threads_that_do_not_even_queue_wait_for_something_else_however_full_the_machine_is() -> None:
    """Somebody else fills it; more CPU would change nothing here."""
    found = verdict(Op("map", 1.0), host=host(cores=2, busy=1.95, jvm=0.05, python=0.05, queued=0.08))
    assert (found.kind, found.operator, found.cause) == ("operator_bound", "map", "external_wait")
    assert found.because[1].what.endswith("they hardly queue for a core")
    assert found.because[1].observed == pytest.approx(0.18)


def test_a_waiting_operator_is_found_beside_one_that_computes() -> None:
    """What the other's threads and the collector use is not its."""
    looks = host(cores=4, jvm=0.9, gc=0.05, tasks={"map": 0.03, "other": 0.7})
    found = verdict(Op("map", 1.0), Op("other", 0.7), host=looks)
    assert (found.operator, found.cause) == ("map", "external_wait")


def test_the_bounds_of_what_an_operator_uses() -> None:
    """Surely its own, and at most."""
    looks = host(cores=4, jvm=0.9, python=0.5, gc=0.1, tasks={"map": 0.2, "source": 0.04, "out": 0.06})
    job = measure_job(observe(HELD, Op("map", 1.0), OUT, machines=ONE_SLOT, host=looks))
    use = use_of(Case(job, JobSettings()), job.vertex("map"))
    assert use is not None
    assert (use.least_java, use.least_python) == (pytest.approx(0.2), pytest.approx(0.45))
    assert use.most == pytest.approx(0.9 - 0.1 - 0.1 + 0.5)


# One interpreter, tiny bundles


def test_full_subtasks_in_one_interpreter_that_use_a_core_together_take_turns() -> None:
    """Measured in thread mode: 0.45 and 0.40 cores, while the machine has more."""
    looks = host(cores=4, jvm=1.0, tasks={"map": 0.85})
    found = verdict(Op("map", 1.0, subtasks=2), configuration=THREADS, host=looks)
    assert (found.kind, found.cause) == ("operator_bound", "python_overhead")
    assert found.because[1].what == (
        "2 full subtasks share one interpreter in tm-1 and use 0.85 cores together: they take turns"
    )


@pytest.mark.parametrize(
    ("subtasks", "tasks", "cause"),
    [(1, 0.85, "cpu"), (2, 1.9, "cpu"), (2, 0.06, "external_wait")],
)
def test_threads_that_do_not_share_a_core_have_another_cause(subtasks: int, tasks: float, cause: str) -> None:
    """One alone; two that use two cores (Java's work); two that sleep."""
    looks = host(cores=4, busy=tasks, jvm=tasks + 0.05, tasks={"map": tasks})
    assert verdict(Op("map", 1.0, subtasks=subtasks), configuration=THREADS, host=looks).cause == cause


def test_threads_on_a_full_machine_may_wait_for_a_core() -> None:
    """So it is not said that they take turns."""
    looks = host(cores=2, busy=1.95, jvm=1.0, tasks={"map": 0.85})
    assert verdict(Op("map", 1.0, subtasks=2), configuration=THREADS, host=looks).kind == "host_bound"


TINY = {"python.fn-execution.bundle.size": "1"}


def test_tiny_bundles_of_the_cluster_are_overhead_where_workers_run() -> None:
    """Before `cpu`: the way there is what is computed."""
    found = verdict(Op("map", 1.0), configuration=TINY, host=host(cores=4, jvm=0.2, python=0.9))
    assert (found.cause, found.because[1].source) == ("python_overhead", "Flink's configuration")


def test_tiny_bundles_say_nothing_of_an_operator_that_is_not_known_to_be_python() -> None:
    """Without a look at the workers."""
    assert verdict(Op("map", 1.0), configuration=TINY).cause == "unknown"


def test_tiny_bundles_of_the_cluster_count_where_stacks_show_python() -> None:
    """Three quarters of the time Java hands over."""
    python = Op("map", 1.0, flame=FlameGraph((0.9,), 0.75, 0.0, 100))
    assert verdict(python, configuration=TINY).cause == "python_overhead"


# A job that is one chain


def whole(*shares: float, busy: float | tuple[float, ...] = 1.0, subtasks: int = 1) -> Op:
    return Op(
        "Source: source -> join -> out",
        busy,
        pending=(90_000, 90_000),
        flame=FlameGraph(shares, 0.0, 0.0, 100),
        id="whole",
        subtasks=subtasks,
    )


def verdict_on(chain: Op, **job: object) -> Verdict:
    machines = machine(cpu_cores=4, jvm_cores=0.1, slots=chain.subtasks)
    return diagnose_bottleneck(measure_job(observe(chain, machines=machines, **job)), JobSettings())  # type: ignore[arg-type]


@pytest.mark.parametrize(("cores", "cause"), [(0.03, "external_wait"), (0.95, "cpu")])
def test_why_one_operator_of_a_chain_with_its_source_is_slow_is_told_by_the_cpu_of_the_chain(
    cores: float, cause: str
) -> None:
    """It takes most of their common time."""
    looks = host(cores=4, busy=1.2, jvm=cores + 0.02, tasks={"whole": cores})
    found = verdict_on(whole(0.02, 0.95, 0.02), host=looks)
    assert (found.kind, found.operator, found.cause) == ("operator_bound", "join", cause)


def test_a_source_that_computes_all_the_time_says_so() -> None:
    """Parsing, say."""
    looks = host(cores=4, busy=1.2, jvm=0.97, tasks={"whole": 0.95})
    found = verdict_on(whole(0.9, 0.05, 0.02), host=looks)
    assert (found.kind, found.operator, found.cause) == ("source_bound", "source", "cpu")


def test_a_hot_subtask_of_such_a_chain_is_skew() -> None:
    """One of four has the work, wherever in the chain it is spent."""
    found = verdict_on(whole(0.02, 0.95, 0.02, busy=(1.0, 0.1, 0.1, 0.1), subtasks=4))
    assert (found.kind, found.operator) == ("subtask_bound", "join")
