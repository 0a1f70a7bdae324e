"""The directories of checkpoints and savepoints: where they are set, and what their addresses say."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

# Each by Flink 2.x' name, then by the one of 1.x, which 2.x still takes.
DIRECTORIES = {
    "checkpoint": ("execution.checkpointing.dir", "state.checkpoints.dir"),
    "savepoint": ("execution.checkpointing.savepoint-dir", "state.savepoints.dir"),
}


def scheme_of(directory: str) -> str:
    """`s3` of `s3://bucket/checkpoints`; `file` of a bare path."""
    return urlsplit(directory).scheme or "file"


def path_of(directory: str) -> Path:
    """The folder of a `file:` address or a bare path."""
    return Path(unquote(urlsplit(directory).path))
