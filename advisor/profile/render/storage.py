"""Where a job's state lies, and what Flink needs to get there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from advisor.profile.render.flink_settings import Settings

# Under Flink 2's names and the older ones.
CHECKPOINTS = ("execution.checkpointing.dir", "state.checkpoints.dir")
SAVEPOINTS = ("execution.checkpointing.savepoint-dir", "state.savepoints.dir")
LEADER = ("high-availability.storageDir",)
# Jars in the folder `opt` of Flink's image, by the scheme that each is for. Of the two for s3, Flink's documentation
# recommends this one for checkpoints.
_PLUGINS = {
    "s3": "flink-s3-fs-presto",
    "s3p": "flink-s3-fs-presto",
    "s3a": "flink-s3-fs-hadoop",
    "oss": "flink-oss-fs-hadoop",
    "gs": "flink-gs-fs-hadoop",
    **dict.fromkeys(("abfs", "abfss", "wasb", "wasbs"), "flink-azure-fs-hadoop"),
}


def state_folders(settings: Settings) -> Iterator[tuple[str, str]]:
    """The keys of checkpoints, savepoints and the leader's data that are set, with the folder of each."""
    for key in (*CHECKPOINTS, *SAVEPOINTS, *LEADER):
        if key in settings:
            yield key, str(settings[key])


def plugins(settings: Settings, savepoint: str | None, flink_version: str) -> str:
    """What ENABLE_BUILT_IN_PLUGINS tells Flink's image to load for these folders; empty when it needs none."""
    folders = [folder for _, folder in state_folders(settings)] + ([savepoint] if savepoint else [])
    needed = {_PLUGINS[scheme] for folder in folders if (scheme := _scheme(folder)) in _PLUGINS}
    return ";".join(f"{each}-{flink_version}.jar" for each in sorted(needed))


def local_path(folder: str) -> str | None:
    """The path of a folder on the machine's own file system, None for one elsewhere."""
    return urlsplit(folder).path if _scheme(folder) in ("", "file") else None


def _scheme(folder: str) -> str:
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", folder)
    return found[1].lower() if found else ""
