"""The database password is in its file and in no other place that anyone can look at."""

import json

import psutil
import pytest
import requests

from lab import client, example
from lab.orders import good_orders
from lab.producer import produce

pytestmark = pytest.mark.stack


def test_the_password_appears_in_no_configuration_log_rest_answer_or_process_list(run, stack):
    """Looked for in all of them, while the job runs and writes with it."""
    topic = "orders_secret"
    example.create_topic(stack, topic, 1)
    job_id = run.submit(run.profile(topic))
    produce(stack.bootstrap_servers, topic, good_orders(500, keys=500))
    run.wait_for(lambda: run.row_count() > 0, what="rows")
    password = stack.postgres.password
    assert len(password) > 20, "a short password could be found by chance"

    rest = ["/config", "/jobmanager/config", f"/jobs/{job_id}", f"/jobs/{job_id}/config", f"/jobs/{job_id}/plan"]
    rest += [f"/jobs/{job_id}/exceptions", "/jobmanager/environment", "/taskmanagers"]
    places = {path: requests.get(stack.rest_url + path, timeout=30).text for path in rest}
    places |= {f"process {each.pid}": _command_and_environment(each) for each in psutil.process_iter()}
    for path in [*stack.home.rglob("*"), *run.work.rglob("*")]:
        if path.is_file() and path.suffix in {".log", ".yaml", ".json", ".properties", ".password", ""}:
            places[str(path)] = path.read_bytes().decode(errors="replace") if path.stat().st_size < 20_000_000 else ""
    assert len(places) > 30
    found = [place for place, text in places.items() if password in text]
    assert found == [str(stack.postgres.password_file)]
    assert stack.postgres.password_file.stat().st_mode & 0o077 == 0
    assert password not in json.dumps(stack.status())
    assert client.job_state(stack, job_id) == "RUNNING"


def _command_and_environment(process):
    try:
        return " ".join(process.cmdline()) + json.dumps(process.environ())
    except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
        return ""
