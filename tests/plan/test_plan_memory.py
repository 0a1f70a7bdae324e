"""Memory of the TaskManagers: first when it is enough."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.diagnose.context import Context
from advisor.model.observation import FailureSample, Observation
from advisor.model.settings import JobSettings
from advisor.model.unknown import Unknown
from advisor.plan.memory import MANAGED, PROCESS, parse_bytes, plan_memory
from advisor.plan.recommendation import Patch
from tests.builders import MEGABYTE, Op, context, machine, observe

JOB = (Op("source", 0.3), Op("sink", 0.4))
CRAMPED = {"heap_used": 0.85, "full": 4, "full_ms": 2000.0}


def seen(
    configuration: dict[str, str] | None = None,
    settings: JobSettings | None = None,
    failure: str | None = None,
    managed_used_mb: float = 128,
    **gc: object,
) -> Context:
    """One TaskManager of 2 GB with 512 MB heap and 256 MB managed memory."""
    machines = machine(**gc)  # type: ignore[arg-type]
    looks = tuple(
        tuple(replace(each, managed_used_bytes=managed_used_mb * MEGABYTE) for each in look) for look in machines
    )
    observation = observe(*JOB, machines=looks, configuration=configuration or {})
    if failure:
        failed = FailureSample(failure, observation.last.taken_at.timestamp() * 1000 - 60_000, None)
        observation = Observation((observation.first, replace(observation.last, failures=(failed,))))
    return context(observation, settings)


def changes(found: Context) -> dict[str, tuple[object, object]]:
    return {each.setting: (each.current, each.proposed) for each in plan_memory(found)}


def with_managed(found: Context, megabytes: float) -> Context:
    """The same with so much managed memory."""
    machines = found.job.machines
    assert not isinstance(machines, Unknown)
    other = replace(machines[0], managed_bytes=megabytes * MEGABYTE)
    return replace(found, job=replace(found.job, machines=(other,)))


# What is left alone


def test_a_heap_with_room_stays_as_it_is() -> None:
    """Nothing collects much."""
    assert changes(seen()) == {}


def test_a_heap_that_only_looks_full_stays_as_it_is() -> None:
    """Young collections clear it."""
    assert changes(seen(heap_used=0.95, young=30)) == {}


def test_machines_that_were_not_read_get_no_advice() -> None:
    """Nor do those whose heap is not reported."""
    assert plan_memory(context(observe(*JOB))) == ()
    found = seen(**CRAMPED)
    machines = found.job.machines
    assert not isinstance(machines, Unknown)
    unknown = replace(machines[0], heap_max_bytes=Unknown("the size of the heap is not reported"))
    assert plan_memory(replace(found, job=replace(found.job, machines=(unknown,)))) == ()


def test_another_failure_says_nothing_about_memory() -> None:
    """Exit code 1 is the function's own."""
    assert changes(seen(failure="Process died with exit code 1")) == {}


# More heap


def test_a_heap_that_stays_full_gets_twice_what_it_retains() -> None:
    """435 MB retained want 870 MB: 358 MB more heap are 796 MB more process at Flink's shares."""
    (found,) = plan_memory(seen(**CRAMPED))
    assert (found.setting, found.current, found.proposed) == (PROCESS, "2 gb", "3 gb")
    assert found.because == "at least 85% of 512 MB heap stays in use after collections"
    assert found.predicted_effect == "heap 512 MB -> about 870 MB, if the machine has the memory"
    assert (found.operator, found.change_class, found.patch) == (None, "restart_from_savepoint", None)


def test_a_heap_that_collects_often_gets_twice_the_room() -> None:
    """512 MB more heap: 1,138 MB more process, to 3,186 and so to 3,328 MB."""
    assert changes(seen(gc_ratio=0.3, young=60)) == {PROCESS: ("2 gb", "3328 mb")}


def test_a_heap_that_was_used_up_gets_twice_the_room() -> None:
    """The exception is the reason."""
    (found,) = plan_memory(seen(failure="java.lang.OutOfMemoryError: Java heap space"))
    assert found.proposed == "3328 mb"
    assert found.because == "the heap of 512 MB was used up: java.lang.OutOfMemoryError: Java heap space"


def test_managed_memory_that_nothing_uses_goes_before_more_memory() -> None:
    """Three quarters of 640 MB are enough; of 256 MB they are not, and what is in use is not to be had."""
    assert changes(with_managed(seen(managed_used_mb=0, **CRAMPED), 640)) == {MANAGED: (0.4, 0.1)}
    assert changes(with_managed(seen(managed_used_mb=0, **CRAMPED), 256)) == {PROCESS: ("2 gb", "3 gb")}
    assert changes(with_managed(seen(managed_used_mb=1, **CRAMPED), 640)) == {PROCESS: ("2 gb", "3 gb")}


def test_a_size_that_is_set_otherwise_is_changed_where_it_is_set() -> None:
    """The key that rules the heap is the one to change."""
    assert changes(seen({"taskmanager.memory.task.heap.size": "384m"}, **CRAMPED)) == {
        "taskmanager.memory.task.heap.size": ("384m", "768 mb")
    }
    assert changes(seen({"taskmanager.memory.flink.size": "1280m"}, **CRAMPED)) == {
        "taskmanager.memory.flink.size": ("1280m", "2 gb")
    }


def test_the_patch_changes_the_profile() -> None:
    """By Flink's key, in its section."""
    settings = JobSettings(flink={PROCESS: "2 gb"}, from_profile=True)
    (found,) = plan_memory(seen(settings=settings, **CRAMPED))
    assert found.patch == Patch(f"flink.{PROCESS}", "2 gb", "3 gb")


# Room for Python workers


@pytest.mark.parametrize("failure", ["Process died with exit code 137", "RuntimeError: MemoryError"])
def test_a_worker_without_memory_gets_what_the_heap_does_not_use(failure: str) -> None:
    """40 % of the heap are in use at the least."""
    assert changes(seen(failure=failure)) == {MANAGED: (0.4, 0.6)}


def test_a_worker_beside_a_full_heap_wants_a_larger_process() -> None:
    """Nothing can be taken from the heap."""
    assert changes(seen(failure="Process died with exit code 137", heap_used=0.6)) == {PROCESS: ("2 gb", "3 gb")}


@pytest.mark.parametrize(
    ("text", "size"),
    [("2 gb", 2 << 30), ("1728m", 1728 << 20), ("1024", 1024), ("1 GB", 1 << 30), ("much", None), (None, None)],
)
def test_sizes_are_read_as_flink_writes_them(text: str | None, size: int | None) -> None:
    """With and without a unit."""
    assert parse_bytes(text) == size
