"""A version into a running job, and a job into a savepoint; what does not come up leaves nothing behind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from advisor.deploy.flink_jobs import ENDED, FlinkJobs, is_broken
from advisor.deploy.flink_run import submit
from advisor.deploy.process import RunProcess
from advisor.deploy.version import Version
from advisor.errors import AdvisorError, CannotDeploy


@dataclass(frozen=True)
class Cluster:
    """Its jobs, and Flink's client, which submits to it.

    `timeout_seconds` is the longest wait for a savepoint, and for the first checkpoint of a job that runs.
    """

    jobs: FlinkJobs
    flink: Path
    run: RunProcess
    timeout_seconds: float = 300.0

    def stop(self, job_id: str) -> str:
        """Stop with a savepoint; its path. Raises CannotDeploy or CannotReach."""
        return self.jobs.stop_with_savepoint(job_id, self.timeout_seconds)

    def discard(self, job_id: str) -> None:
        """End a job without keeping its state."""
        self.jobs.cancel(job_id)

    def runs(self, job_id: str) -> bool:
        """Whether it has not ended."""
        return self.jobs.state(job_id) not in ENDED

    def is_broken(self, job_id: str) -> bool:
        """Whether it fails again and again."""
        return is_broken(self.jobs.failures(job_id, 0))

    def start(self, version: Version, savepoint: str | None, allow_lost_state: bool = False) -> str:
        """Start a job and wait until every task runs; its id.

        Raises CannotDeploy; `clean` says whether what had been started was ended again.
        """
        before = self.jobs.alive(version.record.job)
        try:
            job_id = submit(self.flink, version.submission(savepoint, allow_lost_state), self.run)
            if self.jobs.knows(job_id):
                self.jobs.wait_until_up(job_id)
                return job_id
        except (AdvisorError, OSError) as error:
            raise CannotDeploy(str(error), clean=self._ended_what_came(version.record.job, before)) from error
        raise CannotDeploy(
            f"`flink run` started job {job_id} on another cluster than --flink names: cancel it there, and let "
            "FLINK_CONF_DIR be that of this one",
            clean=False,
        )

    def prove(self, job_id: str) -> None:
        """Wait for its first checkpoint. Raises CannotDeploy or CannotReach; the job is left as it is."""
        self.jobs.wait_until_proven(job_id, self.timeout_seconds)

    def _ended_what_came(self, name: str, before: frozenset[str]) -> bool:
        """A client that failed may have submitted all the same: two jobs at once would write the same rows."""
        try:
            for job_id in self.jobs.alive(name) - before:
                self.jobs.cancel(job_id)
        except AdvisorError:
            return False
        return True
