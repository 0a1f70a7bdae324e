"""Job and profile changed together, or put back together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from advisor.errors import AdvisorError, BadInput, CannotDeploy
from advisor.tune.standing import Settings, Standing
from advisor.tune.texts import Texts


class Deployed(Protocol):
    """What a switch does to a cluster; `advisor.deploy.deployment` is one."""

    def stop(self, job_id: str) -> str: ...
    def discard(self, job_id: str) -> None: ...
    def runs(self, job_id: str) -> bool: ...
    def start(self, text: str, savepoint: str | None) -> str: ...


class Switch:
    """`standing` is true at every moment, so that whoever is interrupted can say what runs."""

    def __init__(self, profile: Path, cluster: Deployed, write: Callable[[Path, str], None], job_id: str) -> None:
        self._profile, self._cluster, self._write = profile, cluster, write
        self._texts = Texts("", "")
        self.standing = Standing(job_id)

    @property
    def job(self) -> str:
        """The job that runs. Raises CannotDeploy when none does."""
        if self.standing.job is None:
            raise CannotDeploy(self.standing.sentence())
        return self.standing.job

    def forward(self, texts: Texts) -> None:
        """Stop with a savepoint, write the profile, start from the savepoint.

        Raises CannotDeploy when that fails: then the former settings run again, as far as that is possible, and
        `standing` says what is so.
        """
        self._texts = texts
        self._stop()
        try:
            self._put("changed")
            self._start("changed")
        except AdvisorError as error:
            if self.standing.doing:  # what is left of the new job and the former one would write the same rows
                raise
            self._put_back(str(error))
            raise CannotDeploy(f"the job did not come up with the change: {error}") from error

    def keep(self) -> None:
        """What runs now is the former of the next step."""
        self.standing = Standing(self.standing.job)

    def back(self) -> None:
        """End the job without keeping what it did, and start the former settings from the step's savepoint.

        Raises CannotDeploy or CannotReach; `standing` says what is so then.
        """
        job = self.job
        self._set(doing=f"job {job} was being cancelled")
        try:
            self._cluster.discard(job)
        except AdvisorError as error:
            self._settle_doubt(error, "changed")
            raise
        self._set(job=None, doing=None)
        self._put_back("")

    def _stop(self) -> None:
        job = self.job
        self._set(doing=f"job {job} was being stopped with a savepoint")
        try:
            savepoint = self._cluster.stop(job)
        except AdvisorError as error:
            self._settle_doubt(error, "former")
            raise
        self._set(job=None, savepoint=savepoint, doing=None)

    def _settle_doubt(self, error: AdvisorError, runs: Settings) -> None:
        """A job that was not stopped runs on as it was, unless the stop may still come about."""
        if isinstance(error, CannotDeploy) and not error.clean:
            return
        with suppress(AdvisorError):
            if self._cluster.runs(self.job):
                self._set(runs=runs, doing=None)

    def _put_back(self, reason: str) -> None:
        """The former text and job. The job goes first in importance: it starts even when the file cannot be written."""
        failed = ""
        try:
            self._put("former")
        except BadInput as error:
            failed = f"; {error}"
        try:
            self._start("former")
        except AdvisorError as error:
            told = f"{reason}; " if reason else ""
            raise CannotDeploy(f"{told}rolling back failed as well: {error}{failed}") from error
        if failed:
            raise CannotDeploy(f"the profile could not be put back{failed}")

    def _put(self, settings: Settings) -> None:
        if self.standing.holds != settings:
            self._write(self._profile, self._text(settings))
            self._set(holds=settings)

    def _start(self, settings: Settings) -> None:
        which = "the change" if settings == "changed" else "the former settings"
        self._set(doing=f"a job with {which} was being started")
        try:
            job = self._cluster.start(self._text(settings), self.standing.savepoint)
        except AdvisorError as error:
            left = isinstance(error, CannotDeploy) and not error.clean
            self._set(doing=f"a job with {which} did not come up and could not be ended" if left else None)
            raise
        self._set(job=job, runs=settings, doing=None)

    def _text(self, settings: Settings) -> str:
        return self._texts.changed if settings == "changed" else self._texts.former

    def _set(self, **changes: object) -> None:
        self.standing = replace(self.standing, **changes)  # type: ignore[arg-type]
