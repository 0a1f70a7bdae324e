"""This machine for real: small processes of our own stand for a TaskManager and its Python workers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import namedtuple
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from advisor.collect import host_processes
from advisor.collect.capture import Look
from advisor.collect.host import Host, _cpu
from advisor.errors import BadInput
from advisor.model.host import HostSample
from advisor.model.observation import JobSample
from advisor.model.unknown import Unknown, is_known
from tests.builders import Op, machine, observe

# Listens, tells its port, starts a worker that burns CPU, waits for it when told to, and burns some itself.
TASK_MANAGER = """
import socket, subprocess, sys, time
listener = socket.create_server(("127.0.0.1", 0))
burn = "import time\\nend = time.process_time() + 0.3\\nwhile time.process_time() < end: pass\\n"
worker = subprocess.Popen([sys.argv[1], "-c", burn + sys.argv[2]], stdin=subprocess.PIPE)
print(listener.getsockname()[1], flush=True)
sys.stdin.readline()
worker.stdin.close()
worker.wait()
print("ended", flush=True)
sys.stdin.readline()
"""
UNTIL_TOLD = "import sys; sys.stdin.read()"


@pytest.fixture
def java(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that goes by the name of java; its worker uses 0.3 s of CPU."""
    (tmp_path / "java").symlink_to(os.path.realpath(sys.executable))
    process = subprocess.Popen(
        [str(tmp_path / "java"), "-c", TASK_MANAGER, sys.executable, UNTIL_TOLD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.communicate("\n\n", timeout=20)


def job(port: int, where: str = "127.0.0.1", identifier: str = "tm-1") -> JobSample:
    """One that runs in a TaskManager which listens there."""
    sample = observe(Op("source"), Op("map"), machines=machine(identifier)).last
    assert not isinstance(sample.task_managers, Unknown)
    (known,) = sample.task_managers
    return replace(sample, task_managers=(replace(known, host=where, data_port=port),))


def port_of(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def look(sample: JobSample) -> HostSample:
    found = Host().look(sample)
    assert not isinstance(found, Unknown)
    return found


def test_without_psutil_the_way_to_get_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, no traceback."""
    monkeypatch.setitem(sys.modules, "psutil", None)
    with pytest.raises(BadInput, match=r"pip install narrows\[host\]"):
        Host()


def test_a_taskmanager_of_another_machine_is_elsewhere() -> None:
    """By its address: ports are each machine's own."""
    found = look(job(1, "192.0.2.7"))
    assert (found.processes, found.elsewhere, found.unread) == ((), ("tm-1",), {})


def test_a_port_that_no_java_listens_on_is_said() -> None:
    """Its process may be another user's."""
    found = look(job(1))
    assert (found.processes, found.elsewhere) == ((), ())
    assert "port 1" in found.unread["tm-1"]


def test_without_taskmanagers_the_machine_itself_is_still_seen() -> None:
    """Flink did not tell them."""
    sample = replace(job(1), task_managers=Unknown("they were not asked for"))
    assert look(sample).processes == ()


def test_a_machine_that_refuses_is_unknown_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never an exception."""

    def refused(*_arguments: object, **_more: object) -> None:
        raise psutil.AccessDenied(msg="not for you")

    monkeypatch.setattr(psutil, "net_io_counters", refused)
    found = Host().look(job(1))
    assert isinstance(found, Unknown)
    assert "not for you" in found.reason


def test_a_process_that_has_ended_meanwhile_is_unknown_with_a_reason() -> None:
    """Between the list and the look."""
    ended = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process = psutil.Process(ended.pid)
    ended.communicate(b"\n")
    found = host_processes.sample_process(host_processes.Java(process, (), frozenset(), ()), "tm-1", job(1))
    assert isinstance(found, Unknown)
    assert "NoSuchProcess" in found.reason


def test_a_system_that_does_not_count_iowait_says_so() -> None:
    """macOS has user, nice, system and idle."""
    macos = namedtuple("macos", "user nice system idle")
    found = _cpu(macos(1.0, 0.5, 0.5, 8.0))
    assert (found.busy_ms, found.idle_ms) == (2000, 8000)
    assert found.steal_ms == Unknown("this system does not count steal")


def test_the_four_resources_are_counters() -> None:
    """They grow, and loopback is no network."""
    first = look(job(1))
    time.sleep(0.05)
    last = look(job(1))
    assert last.cpu.busy_ms + last.cpu.idle_ms > first.cpu.busy_ms + first.cpu.idle_ms
    assert 0 < last.memory.available_bytes < last.memory.total_bytes
    assert "lo" not in [each.name for each in last.networks]
    assert not any(each.name.startswith(("loop", "ram")) for each in last.disks)


def test_the_cpu_of_a_worker_counts_while_it_runs_and_after_it_has_ended(java: Any) -> None:
    """0.3 s, from the child and then from who waited for it."""
    sample = job(port_of(java))
    deadline = time.monotonic() + 10
    while True:
        (found,) = look(sample).processes
        assert is_known(found.python_cpu_ms)
        if found.python_cpu_ms >= 300 or time.monotonic() > deadline:
            break
    assert (found.pid, found.python_workers) == (java.pid, 1)
    assert 300 <= found.python_cpu_ms < 1500
    assert found.resident_bytes > 1e6
    java.stdin.write("\n")
    java.stdin.flush()
    assert java.stdout.readline() == "ended\n"
    (later,) = look(sample).processes
    assert later.python_workers == 0
    assert is_known(later.python_cpu_ms)
    assert 300 <= later.python_cpu_ms < 1500


def test_a_worker_whose_parent_has_gone_is_found_by_the_port_it_names(java: Any) -> None:
    """Whoever adopted it."""
    port = port_of(java)
    orphan = subprocess.Popen(
        [sys.executable, "-c", UNTIL_TOLD, f"--provision_endpoint=localhost:{port}"], stdin=subprocess.PIPE
    )
    try:
        (found,) = look(job(port)).processes
    finally:
        orphan.communicate()
    assert found.python_workers == 2


def test_a_resource_id_that_two_processes_have_tells_neither(java: Any) -> None:
    """Two stacks on one machine may name theirs alike."""
    one = host_processes.Java(psutil.Process(java.pid), ("-Dtaskmanager.resource-id=tm-1",), frozenset(), ())
    port_of(java)
    assert one.has_resource_id("tm-1")
    assert not one.has_resource_id("tm-11")


# Threads


@pytest.mark.parametrize(
    ("of_threads", "expected"),
    [
        (["7000000 0 0", "0 0 0"], Unknown("this system does not tell how long threads wait for a core")),
        ([], Unknown("this system does not tell how long threads wait for a core")),
        (["7000000 0 3"], 0.0),
        (["7000000 1500000 3", "9000000 500000 1", ""], 2.0),
    ],
)
def test_a_wait_for_a_core_of_zero_is_known_when_the_kernel_counts_turns(
    of_threads: list[str], expected: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kernel that counts nothing writes zeros, too; the empty file is a thread that has ended."""
    for number, stat in enumerate(of_threads):
        (tmp_path / "11" / "task" / str(number)).mkdir(parents=True)
        (tmp_path / "11" / "task" / str(number) / "schedstat").write_text(stat + "\n")
    monkeypatch.setattr(host_processes, "_PROC", tmp_path)
    assert host_processes._queued(11) == expected


def test_threads_of_two_jobs_with_one_name_are_nobodys() -> None:
    """The kernel cuts names at 15 bytes."""
    seen = {"map (1/1)#0": [10.0, 20.0], "source (1/1)#0": [5.0]}
    assert dict(host_processes._of_tasks(seen, "tm-1", job(1))) == {"source": 5.0}


def test_threads_are_told_by_vertex_and_subtask() -> None:
    """However long the name is, and whichever part of it the JVM keeps."""
    sample = observe(Op("enrichment_of_orders", subtasks=2), Op("map"), machines=machine()).last
    begin = {"enrichment_of_o": [10.0, 20.0], "map (1/1)#0": [5.0]}
    ends = {"enrichm../2)#0": [1.0], "enrichm..(1/2)#0": [10.0], "enrichm..(2/2)#0": [20.0]}
    assert dict(host_processes._of_tasks(begin, "tm-1", sample)) == {"enrichment_of_orders": 30.0, "map": 5.0}
    assert dict(host_processes._of_tasks(ends, "tm-1", sample)) == {}
    middle = {"enrichm..1/2)#0": [10.0], "enrichm..2/2)#0": [20.0]}
    assert dict(host_processes._of_tasks(middle, "tm-1", sample)) == {"enrichment_of_orders": 30.0}


def test_the_threads_that_collect_garbage_are_told_from_the_others() -> None:
    """G1's concurrent ones too."""
    seen = {"GC Thread#0": [1.0, 2.0], "G1 Conc#0": [4.0], "VM Thread": [8.0], "map (1/1)#0": [16.0]}
    assert host_processes._of_collectors(seen) == 15.0


def test_a_look_survives_a_capture(java: Any) -> None:
    """What is not known stays so, with its reason."""
    seen = look(job(port_of(java)))
    kept = Look(taken_at=seen.taken_at, flink={}, host=seen)
    assert Look.model_validate_json(kept.model_dump_json()).host == seen
