"""Up, down, and everything that goes wrong between; with small processes in the place of Kafka, Flink and Postgres."""

import errno
import os
import signal
import sys
import threading
import time

import pytest

from lab.errors import LabError, PartFailed
from lab.processes import stop
from lab.stack import stack as module
from lab.stack.part import Part
from lab.stack.stack import Stack
from lab.stack.state import load

SLEEPER = "import time; time.sleep(60)"


def nothing() -> None:
    """A part without anything to prepare."""


@pytest.fixture(autouse=True)
def lab(tmp_path, monkeypatch):
    """Stacks of this test alone; whatever it leaves running is ended."""
    monkeypatch.setenv("NARROWS_LAB_DIR", str(tmp_path))
    yield tmp_path
    for name in [path.parent.name for path in tmp_path.glob("*/state.json")]:
        Stack.attach(name).down()


@pytest.fixture
def made_of(monkeypatch):
    """Says what stacks are made of: name = (code that runs, prepare, ready)."""

    def set_parts(**parts):
        monkeypatch.setattr(
            Stack,
            "parts",
            lambda stack: [
                Part(name, [sys.executable, "-c", code], stack.home / "logs" / name, prepare, ready)
                for name, (code, prepare, ready) in parts.items()
            ],
        )

    set_parts(first=(SLEEPER, nothing, lambda: True), second=(SLEEPER, nothing, lambda: True))
    return set_parts


@pytest.fixture
def launched(monkeypatch):
    """Every process that any stack of this test started, whatever its state file says."""
    all_of_them = []

    def start_and_remember(*arguments):
        all_of_them.append(real_start(*arguments))
        return all_of_them[-1]

    real_start = module.start
    monkeypatch.setattr(module, "start", start_and_remember)
    yield all_of_them
    for each in all_of_them:
        stop(each, signal.SIGKILL)


def alive(launched) -> int:
    return sum(bool(each.family()) for each in launched)


def pids(stack: Stack) -> list[int]:
    return [stack.pid("first"), stack.pid("second")]


def test_up_twice_is_up_once(made_of):
    """Parts that run are left alone."""
    assert pids(Stack.up("a")) == pids(Stack.up("a"))


def test_up_on_a_full_disk_leaves_a_running_stack_alone(made_of):
    """It has nothing to start, so nothing to refuse."""
    before = Stack.up("a")
    assert pids(Stack.up("a", minimum_free_bytes=1 << 60)) == pids(before)


def test_up_starts_only_the_part_that_died(made_of):
    """The first one goes on."""
    before = Stack.up("a")
    first = before.pid("first")
    before.kill_part("second")
    after = Stack.up("a")
    assert after.pid("first") == first
    assert after.runs("second")


def test_a_part_comes_back_on_the_ports_it_had(made_of):
    """Clients find it again."""
    stack = Stack.up("a")
    address = stack.bootstrap_servers
    stack.stop_part("first")
    assert not stack.runs("first")
    stack.start_part("first")
    assert stack.runs("first")
    assert stack.bootstrap_servers == address


def test_two_stacks_share_no_port_and_end_alone(made_of, launched):
    """Side by side under their names."""
    one, other = Stack.up("one"), Stack.up("other")
    assert not set(load(one.home).ports.values()) & set(load(other.home).ports.values())
    one.down()
    assert [bool(each.family()) for each in launched] == [False, False, True, True]


def test_another_handle_on_the_stack_sees_what_this_one_did(made_of, launched):
    """Two commands on one stack: the second must not end pids of before, nor forget pids of after."""
    early = Stack.up("a")
    Stack.attach("a").stop_part("first")
    late = Stack.attach("a")
    late.start_part("first")
    assert early.pid("first") == late.pid("first")
    early.down(purge=False)
    assert (len(launched), alive(launched)) == (3, 0)


def test_down_keeps_data_only_when_asked(made_of):
    """Topics and tables of an experiment are gone by default."""
    stack = Stack.up("a")
    stack.down(purge=False)
    assert stack.home.exists()
    Stack.up("a").down()
    assert not stack.home.exists()


def test_other_settings_on_a_running_stack_are_refused(made_of, launched):
    """Silently keeping the old ones would make a measurement of something else; and nothing is ended for it."""
    Stack.up("a", flink_config={"x": 1})
    Stack.up("a", flink_config={"x": 1})
    with pytest.raises(LabError, match="runs with other settings for Flink; `make down NAME=a`"):
        Stack.up("a", flink_config={"x": 2})
    assert alive(launched) == 2


def test_other_settings_are_taken_when_nothing_runs(made_of):
    """After `down --keep-data`, say."""
    Stack.up("a", flink_config={"x": 1}).down(purge=False)
    Stack.up("a", flink_config={"x": 2}, task_managers=2)
    assert load(Stack.attach("a").home).flink_config == {"x": 2}


def test_a_crash_while_starting_ends_the_others_and_shows_the_log(made_of, launched):
    """The end of the log is what its owner would look for next."""
    made_of(first=(SLEEPER, nothing, lambda: True), second=("exit('no such timezone')", nothing, lambda: False))
    with pytest.raises(PartFailed, match=r"second ended while it started; the end of .*second:\nno such timezone"):
        Stack.up("a")
    assert (len(launched), alive(launched)) == (2, 0)


def test_a_part_that_never_answers_is_given_up(made_of, launched, monkeypatch):
    """After a while."""
    monkeypatch.setattr(module, "START_SECONDS", 0.2)
    made_of(first=(SLEEPER, nothing, lambda: False))
    with pytest.raises(PartFailed, match="first is not ready after"):
        Stack.up("a")
    assert (len(launched), alive(launched)) == (1, 0)


def test_a_disk_with_too_little_room_is_refused_before_anything_starts(made_of, launched):
    """With what to do about it."""
    with pytest.raises(LabError, match=r"only \d+ MB are free where .* set NARROWS_LAB_DIR"):
        Stack.up("a", minimum_free_bytes=1 << 60)
    assert launched == []


def test_a_disk_that_fills_up_while_starting_leaves_nothing_running(made_of, launched, monkeypatch):
    """Although not even the list of pids can be written any more."""

    def full(_state, _home):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module.State, "save", full)
    with pytest.raises(LabError, match=r"could not be started in .*No space left on device"):
        Stack.up("a")
    assert (len(launched), alive(launched)) == (1, 0)


def test_a_part_that_crashes_on_a_full_disk_says_so(made_of, launched, monkeypatch):
    """Its log breaks off in the middle of a line, if it says anything."""
    monkeypatch.setattr(module, "_is_full", lambda _home: True)
    made_of(first=("exit('Appender failed')", nothing, lambda: False))
    with pytest.raises(LabError, match=r"(?s)the disk that holds .* is full.*Appender failed"):
        Stack.up("a")
    assert (len(launched), alive(launched)) == (1, 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_while_waiting_ends_what_was_started(made_of, launched, number):
    """Ctrl-C, a CI job that is cancelled, a terminal that is closed."""
    made_of(first=(SLEEPER, nothing, lambda: False))

    def interrupt_what_waits():
        while not launched:
            time.sleep(0.01)
        os.kill(os.getpid(), number)

    threading.Thread(target=interrupt_what_waits, daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        Stack.up("a")
    assert (len(launched), alive(launched)) == (1, 0)


def test_an_interrupt_between_start_and_its_record_loses_no_process(made_of, launched, monkeypatch):
    """The moment in which a process runs that nobody wrote down."""

    def start_and_be_interrupted(*arguments):
        started = real_start(*arguments)
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)
        return started

    real_start = module.start
    monkeypatch.setattr(module, "start", start_and_be_interrupted)
    with pytest.raises(KeyboardInterrupt):
        Stack.up("a")
    assert (len(launched), alive(launched)) == (1, 0)


def test_a_second_ctrl_c_does_not_stop_the_cleaning_up(made_of, launched, monkeypatch):
    """Impatience must not leave half a stack."""
    real_stop = module.stop

    def stop_and_be_interrupted(*arguments):
        os.kill(os.getpid(), signal.SIGINT)
        real_stop(*arguments)

    monkeypatch.setattr(module, "stop", stop_and_be_interrupted)
    made_of(
        first=(SLEEPER, nothing, lambda: True),
        second=(SLEEPER, nothing, lambda: os.kill(os.getpid(), signal.SIGINT)),
    )
    with pytest.raises(KeyboardInterrupt):
        Stack.up("a")
    assert (len(launched), alive(launched)) == (2, 0)


def test_a_stack_that_never_was_says_how_to_start_it(lab):
    """Instead of an empty table."""
    with pytest.raises(LabError, match=r"there is no stack 'nowhere' .* `make up NAME=nowhere`"):
        Stack.attach("nowhere")


@pytest.mark.parametrize("name", ["", "../up", "a b", "-x"])
def test_a_name_that_is_no_file_name_is_refused(name):
    """It becomes a folder, and `down` removes folders."""
    with pytest.raises(LabError, match="is no name for a stack"):
        Stack.up(name)


def test_a_state_of_another_version_is_named(lab):
    """Its pids may still run, so it is not thrown away silently."""
    (lab / "a").mkdir()
    (lab / "a" / "state.json").write_text('{"started": {"kafka": {"process": 1}}}')
    with pytest.raises(LabError, match=r"state\.json was not written by this version"):
        Stack.attach("a")
    (lab / "a" / "state.json").unlink()
