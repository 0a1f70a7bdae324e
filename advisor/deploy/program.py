"""What is submitted, whatever the profile says: a script, what it needs, and Flink's client."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from advisor.errors import BadInput


@dataclass(frozen=True)
class Program:
    """A script that takes `--settings job.yaml`; the package that it lies in goes along.

    `options` are Flink's own (`-Dkey=value`); `requirements` is a file for pip, run on the cluster; an archive may say
    the folder that it is unpacked into: `models.zip#models`.
    """

    script: Path
    flink: Path
    py_files: tuple[Path, ...] = ()
    options: tuple[str, ...] = ()
    requirements: Path | None = None
    archives: tuple[str, ...] = ()


def check_program(program: Program) -> None:
    """Raises BadInput when a file is missing: before anything is stopped."""
    if not program.script.is_file():
        raise BadInput(f"--script {program.script}: there is no such file")
    if program.requirements is not None and not program.requirements.is_file():
        raise BadInput(f"--requirements {program.requirements}: there is no such file")
    for option, paths in (("--py-files", program.py_files), ("--archive", map(archive_path, program.archives))):
        for path in paths:
            if not path.exists():
                raise BadInput(f"{option} {path}: there is no such file")


def archive_path(archive: str) -> Path:
    """The file of `file.zip#folder`."""
    return Path(archive.partition("#")[0])
