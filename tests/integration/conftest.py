"""One real stack for the whole session; every process of it is ended with the session, by its id."""

import os
import time
import warnings
from pathlib import Path

import pytest

from lab import client, example, warm_client
from lab.stack import Stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory):
    """Kafka, Flink and Postgres, started for this session alone."""
    os.environ["NARROWS_LAB_DIR"] = str(tmp_path_factory.mktemp("lab"))
    stack = Stack.up("session", flink_config={"taskmanager.numberOfTaskSlots": 8})
    yield stack
    stack.down()


@pytest.fixture
def work(tmp_path):
    return tmp_path


@pytest.fixture
def running_jobs(stack):
    """Ids of jobs to cancel when the test ends, whatever its end."""
    ids: list[str] = []
    yield ids
    for job_id in ids:
        if client.job_state(stack, job_id) not in ("FINISHED", "FAILED", "CANCELED"):
            client.cancel(stack, job_id)


class JobRun:
    """Submits the example job with a profile of its own on topics and a table of its own."""

    def __init__(self, stack: Stack, work: Path, jobs: list[str], table: str) -> None:
        self.stack, self.work, self.jobs, self.table = stack, work, jobs, table

    def profile(self, topic: str, base: str = "local.yaml", **changes: object) -> Path:
        dead_letters = f"{topic}_dead_letters"
        example.create_topic(self.stack, dead_letters, 1)
        kafka = {
            "topic": topic,
            "group_id": f"{self.table}-{time.monotonic_ns()}",
            "dead_letter_topic": dead_letters,
            "start_from": "earliest",
            **changes.pop("kafka", {}),
        }
        database = {"table": self.table, **changes.pop("database", {})}
        return example.write_profile(
            self.work / "profile.yaml", base, {"kafka": kafka, "database": database, **changes}
        )

    def submit(self, profile: Path) -> str:
        """Submit from this process; returns the job's id."""
        rendered = self.work / "rendered"
        job_file = client.render(profile, rendered, self.stack.profile_environment())
        self.jobs.append(warm_client.submit(self.stack, job_file, rendered))
        return self.jobs[-1]

    def flink_run(self, profile: Path, savepoint: str | None = None) -> str:
        """Submit the way that users do; returns the job's id."""
        self.jobs.append(example.submit(self.stack, profile, self.work / "rendered", savepoint))
        return self.jobs[-1]

    def row_count(self) -> int:
        connection = self.stack.postgres.connect()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {self.table}")
            count = cursor.fetchone()[0]
        connection.close()
        return count

    def wait_for(self, condition, seconds=120, what="the condition"):
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"{what} did not come about in {seconds} s"
            time.sleep(0.3)


def revive(stack):
    """Start what has died since the test before, and say so: one death must not fail every test after it.

    Flink ends a whole TaskManager when the clean-up of one cancelled task fails, which PyFlink's rarely does.
    """
    for name, healthy in stack.status()["parts"].items():
        if not healthy:
            log = stack.home / "logs" / f"{name}.log"
            fatal = [
                line for line in log.read_text(errors="replace").splitlines() if "FATAL" in line or "Caused by" in line
            ]
            warnings.warn(f"{name} had died and was started again: {fatal[-3:]}", stacklevel=1)
            stack.start_part(name)


@pytest.fixture
def run(stack, work, running_jobs, request):
    """A JobRun with an empty table."""
    revive(stack)
    table = "t_" + "".join(char if char.isalnum() else "_" for char in request.node.name)[-50:].lower()
    example.create_table(stack, table)
    return JobRun(stack, work, running_jobs, table)
