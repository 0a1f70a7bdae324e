"""Packages of other versions than the installed ones, fetched with the Python that runs."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from lab.errors import LabError


def unpacked(wanted: str, folder: Path, *, wheel: bool) -> Path:
    """The package `name==version` (its wheel, or its sources) in a folder of its own below `folder`.

    Raises LabError when it cannot be had.
    """
    place = folder / wanted
    kind = "--only-binary" if wheel else "--no-binary"
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", kind, ":all:", "--dest", str(place), wanted]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    found = list(place.glob("*.whl" if wheel else "*.tar.gz"))
    if done.returncode or not found:
        raise LabError(f"{wanted} cannot be had: {done.stderr.strip()[-300:]}")
    if wheel:
        with zipfile.ZipFile(found[0]) as archive:
            archive.extractall(place)
    else:
        with tarfile.open(found[0]) as archive:
            archive.extractall(place, filter="data")
    return place
