"""One version of a job exchanged for another: stop with a savepoint, start from it, and back to it when that fails."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, NoReturn, Protocol

from advisor.deploy.standing import Standing
from advisor.deploy.version import Version
from advisor.errors import AdvisorError, BadInput, CannotDeploy

# Told of each step that is done, with what belongs to it.
Note = Callable[..., None]
UNNAMED = "the former version"


class Deployed(Protocol):
    """What an exchange does to a cluster; `advisor.deploy.cluster` is one."""

    def stop(self, job_id: str) -> str: ...
    def discard(self, job_id: str) -> None: ...
    def runs(self, job_id: str) -> bool: ...
    def start(self, version: Version, savepoint: str | None, allow_lost_state: bool = False) -> str: ...
    def prove(self, job_id: str) -> None: ...


class Exchange:
    """`standing` is true at every moment, so that whoever is interrupted can say what runs.

    `former` None: there is no way back. `unwritten` says why something could not be written down; a job that must be
    started does not wait for that.
    """

    def __init__(self, cluster: Deployed, job_id: str, former: Version | None, new: Version, note: Note) -> None:
        self._cluster, self._former, self._new, self._note = cluster, former, new, note
        self.standing = Standing(job_id, former.name if former else UNNAMED)
        self.unwritten = ""

    def make(self, allow_lost_state: bool = False) -> str:
        """The whole exchange; the id of the new job, which runs and has completed a checkpoint.

        Raises CannotDeploy when that fails: then the former version runs again, as far as that is possible, and
        `standing` says what is so.
        """
        self._stop()
        try:
            job_id = self._start(self._new, allow_lost_state)
            self._prove(job_id)
        except AdvisorError as error:
            if self.standing.doing:  # what is left of the new job and the former one would write the same rows
                raise
            self._go_back(error)
        return job_id

    def _stop(self) -> None:
        job_id = self.standing.job or ""
        self._set(doing=f"job {job_id} was being stopped with a savepoint")
        try:
            savepoint = self._cluster.stop(job_id)
        except AdvisorError as error:
            self._settle_doubt(error, job_id)
            raise
        self._set(job=None, savepoint=savepoint, doing=None)
        self._tell("stopped", job_id=job_id, savepoint=savepoint)

    def _settle_doubt(self, error: AdvisorError, job_id: str) -> None:
        """A job that was not stopped runs on as it was, unless the stop may still come about."""
        if isinstance(error, CannotDeploy) and not error.clean:
            return
        with suppress(AdvisorError):
            if self._cluster.runs(job_id):
                self._set(doing=None)

    def _start(self, version: Version, allow_lost_state: bool) -> str:
        self._set(doing=f"a job with {version.name} was being started")
        try:
            job_id = self._cluster.start(version, self.standing.savepoint, allow_lost_state)
        except AdvisorError as error:
            left = isinstance(error, CannotDeploy) and not error.clean
            self._set(doing=f"a job with {version.name} did not come up and could not be ended" if left else None)
            raise
        self._set(job=job_id, version=version.name, doing=None)
        self._keep(version.submitted(job_id, self.standing.savepoint))
        self._tell("running", job_id=job_id, version=version.record.number)
        return job_id

    def _prove(self, job_id: str) -> None:
        try:
            self._cluster.prove(job_id)
        except AdvisorError:
            self._set(doing=f"job {job_id} was being cancelled")
            self._cluster.discard(job_id)
            self._set(job=None, doing=None)
            raise
        self._tell("proven", job_id=job_id)

    def _go_back(self, error: AdvisorError) -> NoReturn:
        """Always ends with CannotDeploy, which says what came of it."""
        reason = f"{self._new.name} did not come up: {str(error).rstrip('.')}"
        self._tell("failed", version=self._new.record.number, reason=str(error))
        if self._former is None:
            raise CannotDeploy(reason) from error
        try:
            job_id = self._start(self._former, allow_lost_state=False)
        except AdvisorError as second:
            raise CannotDeploy(f"{reason}; going back failed as well: {second}", clean=False) from error
        try:
            self._cluster.prove(job_id)
        except AdvisorError as second:
            raise CannotDeploy(f"{reason}; the former version runs, unproven: {second}") from error
        self._tell("returned", job_id=job_id, version=self._former.record.number)
        raise CannotDeploy(reason) from error

    def _keep(self, version: Version) -> None:
        try:
            version.write()
        except BadInput as error:
            self.unwritten = str(error)

    def _tell(self, step: str, **facts: Any) -> None:
        try:
            self._note(step, **facts)
        except BadInput as error:
            self.unwritten = str(error)

    def _set(self, **changes: Any) -> None:
        self.standing = replace(self.standing, **changes)
