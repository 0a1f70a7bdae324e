"""Processes are ended by pid and start time, with all that belongs to them, and nobody else ever."""

import dataclasses
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from lab.processes import Started, birth, start, stop


@pytest.fixture
def run(tmp_path):
    """Starts Python code; ends what the test left."""
    started = []

    def launch(code: str) -> Started:
        started.append(start([sys.executable, "-u", "-c", code], {"COLOUR": "blue"}, tmp_path / "log"))
        return started[-1]

    launch.log = tmp_path / "log"
    yield launch
    for each in started:
        stop(each, signal.SIGKILL)


def wait_for(condition) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def said(run) -> list[str]:
    return run.log.read_text().split() if run.log.exists() else []


def test_a_pid_that_belongs_to_somebody_else_now_is_left_alone(run):
    """The system gives numbers again: the one written down may be another process by now."""
    victim = run("import time; time.sleep(60)")
    mistaken = dataclasses.replace(victim, born=victim.born - 1)
    stop(mistaken)
    assert mistaken.process() is None
    assert mistaken.family() == []
    assert victim.process() is not None


def test_a_process_that_is_gone_is_no_error():
    """Ending twice is ending once."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    gone = Started(child.pid, birth(child.pid))
    child.wait()
    stop(gone)
    assert gone.process() is None


def test_a_process_that_ended_but_was_not_waited_for_does_not_run(run):
    """In a container whose first process reaps nobody, zombies stay."""
    started = run("")
    wait_for(lambda: started.process() is None)
    began = time.monotonic()
    stop(started)
    assert time.monotonic() - began < 2


def test_stopping_gives_time_to_end_in_order(run):
    """The signal is the one the process was started with."""
    started = run(
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: (print('flushed'), sys.exit()))\n"
        "print('ready')\ntime.sleep(60)"
    )
    wait_for(lambda: "ready" in said(run))
    stop(started)
    assert said(run) == ["ready", "flushed"]


def test_what_does_not_go_in_time_goes_by_force(run):
    """A process that ignores its signal cannot hold `down` for ever."""
    started = run("import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('ready')\ntime.sleep(60)")
    wait_for(lambda: "ready" in said(run))
    stop(started, patience_seconds=0.3)
    assert started.process() is None


PARENT = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    "print(child.pid)\ntime.sleep(60)"
)


def test_children_end_with_their_parent(run):
    """Python workers belong to their TaskManager."""
    started = run(PARENT)
    wait_for(lambda: said(run))
    child = psutil.Process(int(said(run)[0]))
    stop(started, signal.SIGKILL)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_children_of_a_parent_that_crashed_are_found_by_their_session(run):
    """Their parent is init now; the session number still says whose they are."""
    started = run(PARENT)
    wait_for(lambda: said(run))
    child = psutil.Process(int(said(run)[0]))
    os.kill(started.pid, signal.SIGKILL)
    wait_for(lambda: started.process() is None)
    assert [each.pid for each in started.family()] == [child.pid]
    stop(started)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_process_gets_the_environment_asked_for_beside_ours(run):
    """And writes to its log."""
    run("import os; print(os.environ['COLOUR'], 'PATH' in os.environ)")
    wait_for(lambda: said(run) == ["blue", "True"])
