"""Prometheus and its promtool: those on the PATH, else Debian's package, unpacked into our cache, not installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from lab.artifacts import cache_folder

FETCH_SECONDS = 180


def find_binary(name: str) -> Path | None:
    """`prometheus` or `promtool`; None where there is neither the program nor an apt that has the package."""
    found = shutil.which(name)
    if found:
        return Path(found)
    folder = cache_folder() / "prometheus"
    binary = folder / "usr" / "bin" / name
    return binary if binary.exists() or (_fetch(folder) and binary.exists()) else None


def _fetch(folder: Path) -> bool:
    """Download and unpack the package; no service is installed or started."""
    apt, dpkg = shutil.which("apt-get"), shutil.which("dpkg-deb")
    if apt is None or dpkg is None:
        return False
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="prometheus-", dir=folder.parent) as name:
        unfinished = Path(name)
        download = [apt, "download", "prometheus"]
        # The lists of packages may be missing or old; only root may renew them.
        if not _runs(download, unfinished) and not (
            _runs([apt, "update", "--quiet"], unfinished) and _runs(download, unfinished)
        ):
            return False
        packages = [path.name for path in unfinished.glob("prometheus_*.deb")]
        if not packages or not _runs([dpkg, "--extract", packages[0], "unpacked"], unfinished):
            return False
        with suppress(OSError):  # somebody else's came first
            (unfinished / "unpacked").rename(folder)
    return True


def _runs(command: list[str], folder: Path) -> bool:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=FETCH_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
