"""What was done, a line of JSON a step, on the disk before the next step begins."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advisor.errors import BadInput


@dataclass(frozen=True)
class Journal:
    """JSON lines in `path`; older ones stay. `option` names the file for the user."""

    path: Path
    option: str = "--state-dir"

    def check(self) -> None:
        """Raises BadInput when nothing could be written: before anything is changed."""
        self._append("")

    def write(self, line: Mapping[str, Any]) -> None:
        """Append a line. Raises BadInput."""
        self._append(f"{json.dumps(line, ensure_ascii=False)}\n")

    def _append(self, text: str) -> None:
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise BadInput(f"{self.option} {self.path}: cannot be written ({error.strerror})") from error
