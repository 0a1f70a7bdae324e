"""What runs, and what the profile holds: said whenever something ends otherwise than it should."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Settings = Literal["former", "changed"]
_RUNS = {"former": "the former settings", "changed": "the change"}
_HOLDS = {"former": "is as it was", "changed": "has the change"}


@dataclass(frozen=True)
class Standing:
    """`runs` are the settings of the job `job` (None: no job runs), `holds` are those in the profile.

    `savepoint` is the one that the step began with. `doing` says what was begun and is not known to be done.
    """

    job: str | None
    runs: Settings = "former"
    holds: Settings = "former"
    savepoint: str | None = None
    doing: str | None = None

    def sentence(self) -> str:
        """Cluster and profile."""
        return f"{self._cluster()}, and the profile {_HOLDS[self.holds]}"

    def _cluster(self) -> str:
        state = f"the job's state is in {self.savepoint}" if self.savepoint else "there is no savepoint"
        if self.doing:
            return f"it is not known what runs, as {self.doing} ({state})"
        if self.job is None:
            return f"no job runs ({state})"
        return f"job {self.job} runs with {_RUNS[self.runs]}"
