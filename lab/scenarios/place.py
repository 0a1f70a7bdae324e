"""Where one run of a scenario happens: the stack, a folder, topics and a table of its own."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from lab import client, example
from lab.stack import Stack


@dataclass(frozen=True)
class Place:
    """`run` sets this run's consumer groups and topics apart from those of all others."""

    stack: Stack
    scenario: str
    work: Path
    run: str = field(default_factory=lambda: str(time.time_ns()))

    @classmethod
    def of(cls, stack: Stack, scenario: str) -> Place:
        """The place of that scenario on the stack, with its folder."""
        work = stack.home / "scenarios" / scenario
        work.mkdir(parents=True, exist_ok=True)
        return cls(stack, scenario, work)

    @property
    def topic(self) -> str:
        """Of a load that belongs to this run alone."""
        return f"{self.scenario}_{self.run}"

    @property
    def group_id(self) -> str:
        return f"{self.scenario}-{time.time_ns()}"

    @property
    def table(self) -> str:
        return f"t_{self.scenario}"[:60]

    @property
    def profile(self) -> Path:
        """Where the profile of the run lies, for jobs that have one."""
        return self.work / "profile.yaml"

    def environment(self) -> Mapping[str, str]:
        """For the advisor's commands and the profile."""
        return {**self.stack.profile_environment(), "PGPASSWORD": self.stack.postgres.password}

    def create_topic(self, name: str, partitions: int) -> bool:
        """Whether it is new."""
        return example.create_topic(self.stack, name, partitions)

    def execute(self, statements: str) -> None:
        """SQL, in Postgres."""
        with closing(self.stack.postgres.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(statements)

    def cancel(self, job_id: str) -> None:
        """End the job, whatever state it is in."""
        if client.job_state(self.stack, job_id) not in ("FINISHED", "FAILED", "CANCELED"):
            client.cancel(self.stack, job_id)
