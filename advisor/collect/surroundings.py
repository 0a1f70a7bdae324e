"""What is looked at beside Flink, each only when it was asked for."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.collect.host import Host
from advisor.collect.kafka import Kafka
from advisor.collect.postgres import Database
from advisor.model.observation import NO_DATABASE, NO_HOST, NO_KAFKA, JobSample, Surroundings


@dataclass(frozen=True)
class Eyes:
    """Each is None when nobody asked for it. What does not answer is Unknown in the look, never an error."""

    database: Database | None = None
    kafka: Kafka | None = None
    host: Host | None = None

    def look(self, job: JobSample) -> Surroundings:
        """All of it now; `job` says which topics and TaskManagers are meant."""
        return Surroundings(
            database=self.database.look() if self.database else NO_DATABASE,
            kafka=self.kafka.look(job) if self.kafka else NO_KAFKA,
            host=self.host.look(job) if self.host else NO_HOST,
        )

    def close(self) -> None:
        """End what holds a connection."""
        for each in (self.database, self.kafka):
            if each is not None:
                each.close()


NOTHING_ELSE = Eyes()
