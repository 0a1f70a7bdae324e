"""Whether a folder of this machine can be written."""

from __future__ import annotations

import tempfile
from pathlib import Path


def why_not_writable(folder: Path, made: bool = True) -> str | None:
    """Why nothing can be written there. `made`: whoever writes makes the folder, so the nearest that exists is tried.

    What is written has no name and is gone at once.
    """
    for each in (folder, *(folder.parents if made else ())):
        try:
            if each.exists():
                with tempfile.TemporaryFile(dir=each):
                    return None
        except OSError as error:
            return f"{each}: {error.strerror}"
    return "there is no such folder"
