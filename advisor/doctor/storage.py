"""The directories of checkpoints and savepoints: where they are set, and what their addresses say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

# Each by Flink 2.x' name, then by the one of 1.x, which 2.x still takes.
DIRECTORIES = {
    "checkpoint": ("execution.checkpointing.dir", "state.checkpoints.dir"),
    "savepoint": ("execution.checkpointing.savepoint-dir", "state.savepoints.dir"),
}

GC_LOG = "gc log"
_GC_LOG_FILE = re.compile(r"-Xlog:gc[^\s]*?[:,]file=\"?(?P<folder>/[^\s:\"]*)/[^\s:/\"]+|-Xloggc:(?P<old>/\S*)/\S+")


def gc_log_folder(settings: Mapping[str, Any]) -> str | None:
    """Where the TaskManagers' GC log goes, by their JVM flags; None without one, or by no whole path."""
    for key in ("env.java.opts.taskmanager", "env.java.opts.all", "env.java.opts"):
        if found := _GC_LOG_FILE.search(str(settings.get(key, ""))):
            return found["folder"] or found["old"]
    return None


def scheme_of(directory: str) -> str:
    """`s3` of `s3://bucket/checkpoints`; `file` of a bare path."""
    return urlsplit(directory).scheme or "file"


def path_of(directory: str) -> Path:
    """The folder of a `file:` address or a bare path."""
    return Path(unquote(urlsplit(directory).path))
