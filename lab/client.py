"""Drives Flink the way a user does: `flink run`, `flink stop`, and its REST API."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import requests

from lab.errors import LabError
from lab.stack import Stack

REPOSITORY = Path(__file__).resolve().parent.parent
ADVISOR = Path(sys.executable).parent / "advisor"
_JOB_ID = re.compile(r"JobID ([0-9a-f]{32})")


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
    archive = out / "jobs.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in sorted((REPOSITORY / "jobs").rglob("*.py")):
            bundle.write(path, path.relative_to(REPOSITORY))
    return archive


def submit(stack: Stack, job_file: str, arguments: list[str], work: Path, savepoint: str | None = None) -> str:
    """Submit a Python job to the stack's cluster, detached; returns its id."""
    command = [str(stack.flink_bin), "run", "--detached"]
    if savepoint:
        command += ["--fromSavepoint", savepoint]
    command += ["--pyFiles", str(package_jobs(work)), "--python", str(REPOSITORY / job_file), *arguments]
    output = run(command, stack.flink_environment())
    found = _JOB_ID.search(output)
    if not found:
        raise LabError(f"`flink run` told no job id: {_reason(output)}")
    return found.group(1)


def stop_with_savepoint(stack: Stack, job_id: str, timeout_seconds: float = 180) -> str:
    """Stop a job gracefully; returns the savepoint's path."""
    jobs = f"{stack.rest_url}/jobs/{job_id}"
    trigger = requests.post(f"{jobs}/stop", json={"drain": False}, timeout=30).json()["request-id"]
    deadline = time.monotonic() + timeout_seconds
    while time.monotonic() < deadline:
        answer = requests.get(f"{jobs}/savepoints/{trigger}", timeout=30).json()
        operation = answer.get("operation") or {}
        if "location" in operation:
            return str(operation["location"])
        if "failure-cause" in operation:
            cause = operation["failure-cause"].get("stack-trace", "").splitlines()
            raise LabError(f"job {job_id} could not be stopped with a savepoint: {cause[:1]}")
        time.sleep(0.5)
    raise LabError(f"job {job_id}: no savepoint within {timeout_seconds:.0f} s")


def job_state(stack: Stack, job_id: str) -> str:
    return str(requests.get(f"{stack.rest_url}/jobs/{job_id}", timeout=30).json().get("state", "UNKNOWN"))


def wait_for_state(stack: Stack, job_id: str, wanted: str, timeout_seconds: float = 120) -> None:
    """Wait until the job is in that state; LabError when it ends otherwise or takes too long."""
    deadline = time.monotonic() + timeout_seconds
    state = ""
    while time.monotonic() < deadline:
        state = job_state(stack, job_id)
        if state == wanted:
            return
        if state in ("FAILED", "CANCELED", "FINISHED"):
            raise LabError(f"job {job_id} is {state}, wanted {wanted}: {last_exception(stack, job_id)}")
        time.sleep(0.3)
    raise LabError(f"job {job_id} is {state} after {timeout_seconds:.0f} s, wanted {wanted}")


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
    requests.patch(f"{stack.rest_url}/jobs/{job_id}?mode=cancel", timeout=30)
    wait_for_state(stack, job_id, "CANCELED")


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
