"""The journal: a line a step, on the disk before the next step begins."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import BadInput
from advisor.tune.step import Step, journal_line


@dataclass(frozen=True)
class Journal:
    """JSON lines in `path`; older ones stay."""

    path: Path

    def check(self) -> None:
        """Raises BadInput when nothing could be written: before anything is changed."""
        self._append("")

    def write(self, step: Step) -> None:
        """Append the step. Raises BadInput."""
        self._append(f"{journal_line(step)}\n")

    def _append(self, text: str) -> None:
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise BadInput(f"--journal {self.path}: cannot be written ({error.strerror})") from error
