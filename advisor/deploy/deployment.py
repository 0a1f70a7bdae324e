"""A profile and a script into a running job, and that job into a savepoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from advisor.deploy.flink_jobs import ENDED, FlinkJobs
from advisor.deploy.flink_run import Submission, submit
from advisor.deploy.package import package_folder, package_of
from advisor.deploy.process import RunProcess
from advisor.errors import AdvisorError, BadInput, CannotDeploy
from advisor.profile.document import read_document
from advisor.profile.profile import check_profile
from advisor.profile.render import render_profile


@dataclass(frozen=True)
class Program:
    """What is submitted, whatever the profile says: a script that takes `--settings job.yaml`, and Flink's client.

    `options` are Flink's own (`-Dkey=value`). The package that the script lies in goes along.
    """

    script: Path
    flink: Path
    py_files: tuple[Path, ...] = ()
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deployment:
    """One job of one cluster, deployed with the profile in the file `profile`."""

    program: Program
    profile: Path
    jobs: FlinkJobs
    run: RunProcess
    environ: Mapping[str, str]

    def stop(self, job_id: str) -> str:
        """Stop with a savepoint; its path. Raises CannotDeploy or CannotReach."""
        return self.jobs.stop_with_savepoint(job_id)

    def discard(self, job_id: str) -> None:
        """End a job without keeping its state."""
        self.jobs.cancel(job_id)

    def runs(self, job_id: str) -> bool:
        """Whether it has not ended."""
        return self.jobs.state(job_id) not in ENDED

    def start(self, text: str, savepoint: str | None) -> str:
        """Start the job with a profile of that text and wait until every task runs; its id.

        Raises CannotDeploy; `clean` says whether what had been started was ended again.
        """
        name, rendered = self._rendered(text)
        before = self.jobs.alive(name)
        try:
            job_id = self._submit(rendered, savepoint)
            if self.jobs.knows(job_id):
                self.jobs.wait_until_up(job_id)
                return job_id
        except (AdvisorError, OSError) as error:
            raise CannotDeploy(str(error), clean=self._ended_what_came(name, before)) from error
        raise CannotDeploy(
            f"`flink run` started job {job_id} on another cluster than --flink names: cancel it there, and let "
            "FLINK_CONF_DIR be that of this one",
            clean=False,
        )

    def _submit(self, rendered: dict[str, str], savepoint: str | None) -> str:
        program = self.program
        with TemporaryDirectory(prefix="narrows-") as name:
            folder = Path(name)
            for target, content in rendered.items():
                (folder / target).write_text(content, encoding="utf-8")
            package = package_of(program.script)
            packed = (package_folder(package, folder / f"{package.name}.zip"),) if package else ()
            arguments = ("--settings", str(folder / "job.yaml"))
            files = (*packed, *program.py_files)
            return submit(
                program.flink, Submission(program.script, arguments, files, savepoint, program.options), self.run
            )

    def _ended_what_came(self, name: str, before: frozenset[str]) -> bool:
        """A client that failed may have submitted all the same: two jobs at once would write the same rows."""
        try:
            for job_id in self.jobs.alive(name) - before:
                self.jobs.cancel(job_id)
        except AdvisorError:
            return False
        return True

    def _rendered(self, text: str) -> tuple[str, dict[str, str]]:
        profile = check_profile(read_document(self.profile, self.environ, text))
        return profile.job.name, render_profile(profile, self.profile.name)


def check_program(program: Program) -> None:
    """Raises BadInput when a file is missing: before anything is stopped."""
    if not program.script.is_file():
        raise BadInput(f"--script {program.script}: there is no such file")
    for path in program.py_files:
        if not path.exists():
            raise BadInput(f"--py-files {path}: there is no such file")
