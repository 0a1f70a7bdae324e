"""A profile's text into a running job, and that job into a savepoint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from advisor.deploy.cluster import Cluster
from advisor.deploy.program import Program
from advisor.deploy.version import make_version
from advisor.deploy.versions import Versions
from advisor.profile.document import read_document
from advisor.profile.profile import check_profile


@dataclass(frozen=True)
class Deployment:
    """One job of one cluster, deployed with the profile in the file `profile`; each deployment is kept as a version."""

    program: Program
    profile: Path
    cluster: Cluster
    versions: Versions
    environ: Mapping[str, str]
    now: Callable[[], datetime]

    def stop(self, job_id: str) -> str:
        """Stop with a savepoint; its path. Raises CannotDeploy or CannotReach."""
        return self.cluster.stop(job_id)

    def discard(self, job_id: str) -> None:
        """End a job without keeping its state."""
        self.cluster.discard(job_id)

    def runs(self, job_id: str) -> bool:
        """Whether it has not ended."""
        return self.cluster.runs(job_id)

    def start(self, text: str, savepoint: str | None) -> str:
        """Start the job with a profile of that text and wait until every task runs; its id.

        Raises BadInput, or CannotDeploy; `clean` says whether what had been started was ended again.
        """
        profile = check_profile(read_document(self.profile, self.environ, text))
        with TemporaryDirectory(prefix="narrows-") as folder:
            made = make_version(self.program, profile, self.profile, Path(folder))
            version = self.versions.keep(made, self.now())
        job_id = self.cluster.start(version, savepoint)
        version.submitted(job_id, savepoint).write()
        return job_id
