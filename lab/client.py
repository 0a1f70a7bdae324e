"""Drives Flink the way a user does: `flink run`, `flink stop`, and its REST API."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import requests

from advisor.collect.http import Access
from advisor.deploy.flink_jobs import FlinkJobs
from advisor.deploy.flink_run import Submission
from advisor.deploy.flink_run import submit as flink_run
from advisor.deploy.http import acting_http
from advisor.deploy.package import package_folder
from advisor.deploy.process import run_process
from advisor.errors import AdvisorError
from lab.errors import LabError
from lab.stack import Stack

REPOSITORY = Path(__file__).resolve().parent.parent
ADVISOR = Path(sys.executable).parent / "advisor"


def run(command: list[str], environment: Mapping[str, str], accepted: tuple[int, ...] = (0,)) -> str:
    """Run a command to its end; its output, or LabError with the end of it when it exits otherwise than accepted."""
    done = subprocess.run(
        command, env={**os.environ, **environment}, cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    if done.returncode not in accepted:
        raise LabError(f"`{' '.join(command[:3])} ...` failed: {_reason(done.stderr or done.stdout)}")
    return done.stdout + done.stderr


def _reason(output: str) -> str:
    """The sentence that matters in a client's output: before the first Java stack frame."""
    lines = [line for line in output.splitlines() if line.strip()]
    told = [line for line in lines if not line.startswith(("\tat ", "WARNING:", "SLF4J"))]
    return "\n".join(told[-15:])


def render(profile: Path, out: Path, environment: Mapping[str, str]) -> Path:
    """`advisor render`: the profile's config.yaml and job.yaml in `out`; returns the path of job.yaml."""
    run([str(ADVISOR), "render", str(profile), "--out", str(out)], environment)
    return out / "job.yaml"


def package_jobs(out: Path) -> Path:
    """jobs/ as a zip whose root holds `jobs/`, as -pyfs wants it."""
    return package_folder(REPOSITORY / "jobs", out / "jobs.zip")


def submit(stack: Stack, job_file: str, arguments: list[str], work: Path, savepoint: str | None = None) -> str:
    """Submit a Python job to the stack's cluster, detached; returns its id."""
    environment = {**os.environ, **stack.flink_environment()}
    submission = Submission(REPOSITORY / job_file, tuple(arguments), (package_jobs(work),), savepoint)
    with _told():
        return flink_run(stack.flink_bin, submission, lambda command: run_process(command, environment, REPOSITORY))


def stop_with_savepoint(stack: Stack, job_id: str, timeout_seconds: float = 180) -> str:
    """Stop a job gracefully; returns the savepoint's path."""
    with _told():
        return _jobs(stack).stop_with_savepoint(job_id, timeout_seconds)


def _jobs(stack: Stack) -> FlinkJobs:
    return FlinkJobs(acting_http(stack.rest_url, Access()), time.sleep, time.monotonic)


@contextmanager
def _told() -> Iterator[None]:
    """An error of the advisor's as one of the lab's."""
    try:
        yield
    except AdvisorError as error:
        raise LabError(str(error)) from error


def job_state(stack: Stack, job_id: str) -> str:
    with _told():
        return _jobs(stack).state(job_id)


def wait_for_state(stack: Stack, job_id: str, wanted: str, timeout_seconds: float = 120) -> None:
    """Wait until the job is in that state; LabError when it ends otherwise or takes too long."""
    with _told():
        _jobs(stack).wait_for_state(job_id, wanted, timeout_seconds)


def job_vertices(stack: Stack, job_id: str) -> list[tuple[str, int, str]]:
    """Name, parallelism and id of every vertex."""
    job = requests.get(f"{stack.rest_url}/jobs/{job_id}", timeout=30).json()
    return [(str(each["name"]), int(each["parallelism"]), str(each["id"])) for each in job["vertices"]]


def restarts(stack: Stack, job_id: str) -> int:
    """How often the job was restarted since it was submitted."""
    answer = requests.get(f"{stack.rest_url}/jobs/{job_id}/metrics", params={"get": "numRestarts"}, timeout=30).json()
    return int(answer[0]["value"])


def last_exception(stack: Stack, job_id: str) -> str:
    answer = requests.get(f"{stack.rest_url}/jobs/{job_id}/exceptions", timeout=30).json()
    entries = answer.get("exceptionHistory", {}).get("entries", [])
    return str(entries[0].get("stacktrace", ""))[-1500:] if entries else "no exception recorded"


def cancel(stack: Stack, job_id: str) -> None:
    with _told():
        _jobs(stack).cancel(job_id)


def sink_metrics(stack: Stack, job_id: str, names: tuple[str, ...]) -> dict[str, float]:
    """Sums over the sink's subtasks of metrics that jobs/operators/sink.py registers; missing ones are left out."""
    _, parallelism, vertex = next(each for each in job_vertices(stack, job_id) if "jdbc_sink" in each[0])
    found: dict[str, float] = {}
    for subtask in range(parallelism):
        url = f"{stack.rest_url}/jobs/{job_id}/vertices/{vertex}/subtasks/{subtask}/metrics"
        known = [each["id"] for each in requests.get(url, timeout=30).json()]
        wanted = {each: name for each in known for name in names if each.endswith(f".{name}")}
        if not wanted:
            continue
        for metric in requests.get(url, params={"get": ",".join(wanted)}, timeout=30).json():
            name = wanted[metric["id"]]
            found[name] = found.get(name, 0.0) + float(metric["value"])
    return found
