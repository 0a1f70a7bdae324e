"""The local stack itself, as its commands are used: started, looked at, interrupted, broken, ended."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid

import psutil
import pytest
import requests

from lab.errors import PartFailed
from lab.stack import Stack, kafka
from lab.stack.state import home_of, load

pytestmark = pytest.mark.stack

COMMAND = [sys.executable, "-m", "lab.stack"]


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, timeout=120)


def processes_of(name: str) -> list[str]:
    """Command lines of everything that works in the stack's folder."""
    home = str(home_of(name))
    found = []
    for process in psutil.process_iter():
        try:
            line = " ".join(process.cmdline())
            if home in line or process.cwd().startswith(home):
                found.append(line)
        except psutil.Error:
            continue
    return found


def wait_for(condition, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_up_twice_is_up_once(stack):
    """Every process is the one it was."""
    before = stack.status()
    again = command("up", "--name", stack.name)
    assert again.returncode == 0, again.stderr
    assert Stack.attach(stack.name).status() == before


def test_status_tells_a_program_all_it_needs(stack):
    """Addresses that answer, pids that run, health; exit code 0."""
    told = command("status", "--name", stack.name, "--json")
    status = json.loads(told.stdout)
    assert (told.returncode, status["healthy"], set(status["parts"].values())) == (0, True, {True})
    assert requests.get(status["flink"]["rest_url"] + "/overview", timeout=10).json()["slots-total"] == 8
    pids = [*status["flink"]["pids"].values(), status["kafka"]["pid"], status["postgres"]["pid"]]
    assert len(pids) == 4
    assert all(map(psutil.pid_exists, pids))


def test_every_part_listens_on_loopback_alone(stack):
    """Flink's REST API runs code for whoever reaches it."""
    addresses = {
        connection.laddr.ip.removeprefix("::ffff:")
        for name in stack.status()["parts"]
        for connection in psutil.Process(stack.pid(name)).net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    }
    assert addresses == {"127.0.0.1"}


def test_the_password_is_in_its_file_and_nowhere_else(stack):
    """No command line, log, configuration or status shows it; only its owner reads the file."""
    password = stack.postgres.password
    assert len(password) >= 24
    assert stack.postgres.password_file.stat().st_mode & 0o777 == 0o600
    assert not [line for line in processes_of(stack.name) if password in line]
    assert password not in command("status", "--name", stack.name, "--json").stdout
    text_files = [*stack.home.glob("logs/*"), *stack.home.glob("flink/conf/*"), *stack.home.glob("*.json")]
    assert len(text_files) > 5
    assert not [path for path in text_files if password in path.read_text(errors="replace")]


def test_the_logs_of_one_part_or_of_all(stack):
    """Where they lie, and how they end."""
    everything = command("logs", "--name", stack.name, "--lines", "2").stdout
    assert all(f"==> {part}: {stack.home}" in everything for part in stack.status()["parts"])
    assert "==> kafka" not in command("logs", "postgres", "--name", stack.name).stdout
    assert "it has postgres, jobmanager, taskmanager-1, kafka" in command("logs", "redis", "--name", stack.name).stderr


def test_a_part_that_died_shows_in_status_and_comes_back_with_up(stack):
    """With the address it had; the others are left alone."""
    kafka = stack.pid("kafka")
    stack.kill_part("taskmanager-1")
    told = command("status", "--name", stack.name, "--json")
    assert told.returncode == 1
    assert json.loads(told.stdout)["parts"]["taskmanager-1"] is False
    assert command("up", "--name", stack.name).returncode == 0
    after = Stack.attach(stack.name)
    assert after.status()["healthy"]
    assert after.pid("kafka") == kafka


def test_a_second_stack_runs_beside_the_first_and_ends_without_it(stack):
    """Own ports, own folders, own password; what is down leaves neither process nor data."""
    second = Stack.up("second")
    assert second.status()["healthy"]
    assert second.rest_url != stack.rest_url
    assert second.postgres.password != stack.postgres.password
    second.down()
    assert processes_of("second") == []
    assert not second.home.exists()
    assert stack.status()["healthy"]


def test_a_part_that_crashes_while_starting_leaves_nothing_running(stack):
    """A TaskManager without memory; its log's end says so."""
    with pytest.raises(PartFailed, match=r"(?s)manager.* ended while it started; the end of .*memory"):
        Stack.up("crashed", flink_config={"taskmanager.memory.process.size": "1 mb"})
    assert processes_of("crashed") == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_up_leaves_nothing_running_and_says_so(stack, number):
    """In the middle: all four are started, none is ready."""
    home = home_of("interrupted")
    up = subprocess.Popen([*COMMAND, "up", "--name", "interrupted"], stderr=subprocess.PIPE, text=True)
    wait_for(lambda: (state := load(home)) is not None and len(state.started) == 4)
    os.kill(up.pid, number)
    _, told = up.communicate(timeout=60)
    assert up.returncode == 3
    assert "interrupted; everything that was started has been ended" in told
    assert processes_of("interrupted") == []


def test_a_cluster_id_that_begins_with_a_dash_is_no_option(tmp_path, monkeypatch):
    """One in 64 does; Kafka's tool took it for an option, and the stack did not start."""
    monkeypatch.setattr(kafka.uuid, "uuid4", lambda: uuid.UUID(bytes=b"\xfb" + bytes(15)))
    part = kafka.part(tmp_path, 1, 2)
    part.prepare()
    assert "cluster.id=-wAAAAAAAAAAAAAAAAAAAA" in (tmp_path / "kafka" / "meta.properties").read_text()
