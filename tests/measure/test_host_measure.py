"""Two looks at this machine become ratios and cores; what was not read stays unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.measure.host import HostMeasure, measure_host
from advisor.model.host import HostSample
from advisor.model.observation import NO_HOST
from advisor.model.unknown import Unknown, is_known
from tests.host_builder import host


def measured(samples: tuple[HostSample, ...]) -> HostMeasure:
    found = measure_host(samples)
    assert not isinstance(found, Unknown)
    return found


def test_a_machine_that_was_not_asked_for_is_not_known() -> None:
    """With the reason."""
    assert measure_host(NO_HOST) == NO_HOST


def test_two_looks_at_one_moment_say_nothing() -> None:
    """No time passed."""
    first, _ = host()
    assert isinstance(measure_host((first, first)), Unknown)


def test_a_card_without_a_speed_has_no_ratio() -> None:
    """Virtual ones tell none."""
    assert measured(host()).network_ratio == Unknown("the speed of eth0 is not told")


def test_a_system_that_counts_no_iowait_still_has_a_cpu_ratio() -> None:
    """macOS."""
    untold = Unknown("this system does not count iowait")
    looks = tuple(
        replace(each, cpu=replace(each.cpu, io_wait_ms=untold, steal_ms=untold)) for each in host(cores=2, busy=1.5)
    )
    found = measured(looks)
    assert found.cpu_ratio == pytest.approx(0.75)
    assert (found.io_wait_ratio, found.steal_ratio) == (untold, untold)


def test_a_taskmanager_that_was_restarted_has_no_cores() -> None:
    """Another process has other counters."""
    first, last = host(python=0.5)
    last = replace(last, processes=(replace(last.processes[0], pid=43),))
    (process,) = measured((first, last)).task_managers
    assert not is_known(process.jvm_cores)
    assert not is_known(process.python_cores)


def test_workers_that_are_gone_are_no_negative_work() -> None:
    """Their CPU went with them."""
    first, last = host(python=0.5)
    last = replace(last, processes=(replace(last.processes[0], python_cpu_ms=1.0),))
    (process,) = measured((first, last)).task_managers
    assert isinstance(process.python_cores, Unknown)
    assert "ended" in process.python_cores.reason


def test_a_heap_that_was_not_read_has_no_figures() -> None:
    """No jstat."""
    (process,) = measured(host()).task_managers
    assert process.gc_ratio == process.old_ratio == Unknown("there is no jstat")


def test_cores_and_ratios_are_those_of_the_window() -> None:
    """3 of 4 cores, of which one was taken away; the job uses 1.4."""
    found = measured(host(cores=4, busy=2.0, steal=1.0, jvm=0.5, python=0.9, disk=0.4, network=0.25))
    assert (found.cpu_ratio, found.steal_ratio) == (pytest.approx(0.75), pytest.approx(0.25))
    assert (found.busy_cores, found.job_cores) == (pytest.approx(3.0), pytest.approx(1.4))
    assert (found.disk, found.disk_ratio) == ("sda", pytest.approx(0.4))
    assert (found.network, found.network_ratio) == ("eth0", pytest.approx(0.25))


def test_memory_is_the_fullest_look_and_swapping_a_rate() -> None:
    """In and out together."""
    found = measured(host(memory=0.97, swapped_per_second=5e6))
    assert (found.memory_ratio, found.swapped_bytes_per_second) == (pytest.approx(0.97), pytest.approx(5e6))


def test_tasks_and_collections_have_cores_of_their_own() -> None:
    """By their threads, and by jstat."""
    (process,) = measured(host(gc=0.3, tasks={"map": 0.9}, heap=(0.98, 12, 9.0), queued=0.4)).task_managers
    assert process.queued_threads == pytest.approx(0.4)
    assert (process.gc_cores, process.task_cores["map"]) == (pytest.approx(0.3), pytest.approx(0.9))
    assert (process.old_ratio, process.full_collections) == (0.98, 12)
    assert process.gc_ratio == pytest.approx(0.3)
