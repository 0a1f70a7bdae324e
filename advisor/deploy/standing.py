"""What runs in the middle of an exchange: said whenever it ends otherwise than it should."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """`version` is what the job `job` (None: no job runs) was started with, by name; `savepoint` holds the state that
    the exchange began with. `doing` says what was begun and is not known to be done."""

    job: str | None
    version: str
    savepoint: str | None = None
    doing: str | None = None

    def sentence(self) -> str:
        """Without a full stop."""
        if self.doing:
            return f"it is not known what runs, as {self.doing}{self._state()}"
        if self.job is None:
            return f"no job runs{self._state()}"
        return f"job {self.job} runs with {self.version}"

    def _state(self) -> str:
        return f"; the state is in {self.savepoint}" if self.savepoint else ""
