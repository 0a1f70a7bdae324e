"""Jars by Maven coordinates: resolved with jgo, held against the committed lock file's SHA-256, used from its cache.

jgo keeps every finished download, so a second try goes on where the first one stopped.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from lab.errors import LabError, TamperedJar

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

JARS = Path(__file__).parent / "jars"


@dataclass(frozen=True)
class Jar:
    """One line of a lock file."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def coordinates(self) -> str:
        return f"{self.group}:{self.artifact}:{self.version}"

    @property
    def path(self) -> Path:
        """Where the local Maven repository keeps it."""
        folder = Path.home() / ".m2" / "repository" / self.group.replace(".", "/") / self.artifact / self.version
        return folder / f"{self.artifact}-{self.version}.jar"


def _read_toml(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return document


def locked_jars(group: str) -> list[Jar]:
    """All jars of lab/jars/<group>, as locked."""
    lock = _read_toml(JARS / group / "jgo.lock.toml")
    return [Jar(each["groupId"], each["artifactId"], each["version"], each["sha256"]) for each in lock["dependencies"]]


def named_jars(group: str) -> list[Jar]:
    """Only the jars that lab/jars/<group>/jgo.toml names, without what they bring along."""
    named = set(_read_toml(JARS / group / "jgo.toml")["dependencies"]["coordinates"])
    return [jar for jar in locked_jars(group) if jar.coordinates in named]


def fetch(group: str, jars: list[Jar]) -> list[Path]:
    """Paths of the jars, downloaded when missing. Raises TamperedJar, LabError."""
    if not all(jar.path.exists() for jar in jars):
        _resolve(group, jars)
    verify(jars)
    return [jar.path for jar in jars]


def verify(jars: Iterable[Jar]) -> None:
    """Hold every jar against its SHA-256; raises TamperedJar naming the first that differs."""
    for jar in jars:
        found = hashlib.sha256(jar.path.read_bytes()).hexdigest()
        if found != jar.sha256:
            raise TamperedJar(
                f"{jar.path} is not {jar.coordinates} as locked (SHA-256 {found[:12]}, locked {jar.sha256[:12]}); "
                "delete it and try again, and if it comes back different do not use it"
            )


def _resolve(group: str, jars: list[Jar]) -> None:
    cache = Path(os.environ.get("NARROWS_CACHE", Path.home() / ".cache" / "narrows")) / "jars" / group
    cache.mkdir(parents=True, exist_ok=True)
    shutil.copy(JARS / group / "jgo.toml", cache)
    log = cache / "jgo.log"
    with log.open("wb") as output, _progress() as progress:
        bar = progress.add_task(f"jars for {group}", total=len(jars))
        resolver = subprocess.Popen(
            [str(Path(sys.executable).parent / "jgo"), "sync", "--force"], cwd=cache, stdout=output, stderr=output
        )
        try:
            while resolver.poll() is None:
                progress.update(bar, completed=sum(jar.path.exists() for jar in jars))
                try:
                    resolver.wait(0.3)
                except subprocess.TimeoutExpired:
                    continue
        finally:
            if resolver.poll() is None:
                resolver.terminate()
                resolver.wait()
        progress.update(bar, completed=sum(jar.path.exists() for jar in jars))
    missing = [jar.coordinates for jar in jars if not jar.path.exists()]
    if missing:
        raise LabError(f"could not download {', '.join(missing[:3])}; run it again to go on. {_tail(log)}")


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), transient=True
    )


def _tail(log: Path, lines: int = 3) -> str:
    return " ".join(log.read_text(errors="replace").split("\n")[-lines:]).strip()
