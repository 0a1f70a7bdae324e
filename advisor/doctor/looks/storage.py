"""Whether a folder of this machine can be written."""

from __future__ import annotations

import tempfile
from pathlib import Path


def why_not_writable(folder: Path) -> str | None:
    """Why nothing can be written there; Flink makes the folder, so the nearest one that exists is tried.

    What is written has no name and is gone at once.
    """
    for each in (folder, *folder.parents):
        try:
            if each.exists():
                with tempfile.TemporaryFile(dir=each):
                    return None
        except OSError as error:
            return f"{each}: {error.strerror}"
    return f"{folder} does not lie in any folder"
