"""The journal: a line a step, on the disk before the next step begins."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from advisor.deploy.journal import Journal as Lines
from advisor.tune.step import Step, journal_line


@dataclass(frozen=True)
class Journal:
    """JSON lines in `path`; older ones stay."""

    path: Path

    def check(self) -> None:
        """Raises BadInput when nothing could be written: before anything is changed."""
        self._lines.check()

    def write(self, step: Step) -> None:
        """Append the step. Raises BadInput."""
        self._lines.write(journal_line(step))

    @property
    def _lines(self) -> Lines:
        return Lines(self.path, "--journal")
