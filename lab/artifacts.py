"""Jars by Maven coordinates: resolved with jgo, held against the committed lock file's SHA-256, used from our cache.

jgo writes a lock file but never reads its sums, and it takes half a jar that an interrupt left for a whole one. So
every jar is held against its sum before each use, and after a download that did not end well only whole ones stay.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from lab.errors import LabError, TamperedJar

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LOCKS = Path(__file__).parent / "jars"


@dataclass(frozen=True)
class Jar:
    """One line of lab/jars/<group>/jgo.lock.toml, and where its file belongs."""

    coordinates: str
    sha256: str
    path: Path

    def is_whole(self) -> bool:
        return self.path.exists() and _sha256(self.path) == self.sha256


def cache_folder() -> Path:
    """Where downloads are kept, for all stacks of a user; NARROWS_CACHE overrides."""
    return Path(os.environ.get("NARROWS_CACHE", Path.home() / ".cache" / "narrows")).absolute()


def locked_jars(group: str) -> list[Jar]:
    """All jars of lab/jars/<group>, as locked."""
    lock = _read_toml(LOCKS / group / "jgo.lock.toml")
    return [
        _jar(group, each["groupId"], each["artifactId"], each["version"], each["sha256"])
        for each in lock["dependencies"]
    ]


def named_jars(group: str) -> list[Jar]:
    """Only the jars that lab/jars/<group>/jgo.toml names, without what they bring along."""
    named = set(_read_toml(LOCKS / group / "jgo.toml")["dependencies"]["coordinates"])
    return [jar for jar in locked_jars(group) if jar.coordinates in named]


def fetch(group: str, jars: list[Jar]) -> list[Path]:
    """Paths of the jars, downloaded when missing. Raises TamperedJar, LabError."""
    folder = cache_folder() / group
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / "unfinished"
    with _one_at_a_time(folder):
        if unfinished.exists() or not all(jar.path.exists() for jar in jars):
            if unfinished.exists():
                _drop_broken(folder / "repository", locked_jars(group))
            unfinished.touch()
            _resolve(group, folder, jars)
            unfinished.unlink()
    verify(jars)
    return [jar.path for jar in jars]


def verify(jars: Iterable[Jar]) -> None:
    """Hold every jar against its SHA-256; raises TamperedJar naming the first that differs."""
    for jar in jars:
        if not jar.is_whole():
            raise TamperedJar(
                f"{jar.path} is not {jar.coordinates} as locked (SHA-256 {_sha256(jar.path)[:12]}, locked "
                f"{jar.sha256[:12]}); delete it and try again, and if it comes back different do not use it"
            )


def _jar(group: str, group_id: str, artifact: str, version: str, sha256: str) -> Jar:
    folder = cache_folder() / group / "repository" / group_id.replace(".", "/") / artifact / version
    return Jar(f"{group_id}:{artifact}:{version}", sha256, folder / f"{artifact}-{version}.jar")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_toml(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return document


def _drop_broken(repository: Path, jars: list[Jar]) -> None:
    """Keep the whole jars, and nothing else: half a .pom stops a resolver as well."""
    whole = {jar.path for jar in jars if jar.is_whole()}
    for path in list(repository.rglob("*")):
        if path.is_file() and path not in whole:
            path.unlink()


def _resolve(group: str, folder: Path, jars: list[Jar]) -> None:
    shutil.copy(LOCKS / group / "jgo.toml", folder)
    log = folder / "jgo.log"
    jgo = [str(Path(sys.executable).parent / "jgo"), "--repo-cache", str(folder / "repository"), "sync", "--force"]
    with log.open("wb") as output, _progress() as progress:
        bar = progress.add_task(f"jars for {group}", total=len(jars))
        resolver = subprocess.Popen(jgo, cwd=folder, stdout=output, stderr=output)
        try:
            while resolver.poll() is None:
                progress.update(bar, completed=sum(jar.path.exists() for jar in jars))
                try:
                    resolver.wait(0.2)
                except subprocess.TimeoutExpired:
                    continue
        finally:
            if resolver.poll() is None:
                resolver.terminate()
                resolver.wait()
        progress.update(bar, completed=sum(jar.path.exists() for jar in jars))
    missing = [jar.coordinates for jar in jars if not jar.path.exists()]
    if resolver.returncode or missing:
        what = ", ".join(missing[:3]) or f"the jars for {group}"
        raise LabError(f"could not download {what}; what is there is kept, run it again to go on. {_tail(log)}")


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Two stacks that start at once download once."""
    with (folder / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, transient=True, console=Console(stderr=True))


def _tail(log: Path, lines: int = 3) -> str:
    return " ".join(log.read_text(errors="replace").splitlines()[-lines:]).strip()
