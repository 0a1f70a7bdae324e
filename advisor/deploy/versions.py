"""The versions of a cluster's jobs that were deployed from here: the way back to any of them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from advisor.deploy.journal import Journal
from advisor.deploy.version import Version, read_version
from advisor.errors import BadInput

STATE_DIR = ".narrows"
# Enough to look back on; each is some hundred kilobytes.
KEPT = 20


@dataclass(frozen=True)
class Versions:
    """`state_dir` holds `deployments/JOB/NUMBER`; no repository wants it, so it says so to git."""

    state_dir: Path

    def of(self, job: str) -> tuple[Version, ...]:
        """Oldest first. Raises BadInput for a record that cannot be read."""
        found = map(read_version, self._folders(job))
        return tuple(version for version in found if version is not None)

    def running(self, job: str, job_id: str) -> Version | None:
        """The last one that the job with this id was given; None when it was not deployed from here."""
        return next((each for each in reversed(self.of(job)) if each.record.job_id == job_id), None)

    def next_number(self, job: str) -> int:
        """Of the next one that is kept."""
        return max((int(folder.name) for folder in self._folders(job)), default=0) + 1

    def place(self, job: str, number: int) -> Path:
        """Its folder."""
        return self._home(job) / str(number)

    def keep(self, version: Version, now: datetime) -> Version:
        """Copy a version, ready to be submitted; the oldest go. Raises BadInput."""
        job = version.record.job
        number = self.next_number(job)
        folder = self.place(job, number)
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            (self.state_dir / ".gitignore").write_text("*\n", encoding="utf-8")
            kept = version.kept(folder, number, now.isoformat(timespec="seconds"))
        except OSError as error:
            raise BadInput(
                f"{folder}: cannot be written ({error.strerror}); name another folder: --state-dir"
            ) from error
        kept.write()
        for old in self._folders(job)[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
        return kept

    def journal(self, job: str) -> Journal:
        """What was done to the job."""
        return Journal(self._home(job) / "journal.jsonl")

    def _home(self, job: str) -> Path:
        name = quote(job, safe="")
        return self.state_dir / "deployments" / (f"%2E{name[1:]}" if name.startswith(".") else name)

    def _folders(self, job: str) -> list[Path]:
        home = self._home(job)
        return sorted((each for each in home.glob("*") if each.name.isdecimal()), key=lambda each: int(each.name))
