"""One version of a job: all that is submitted, kept as files, so that it can be submitted again as it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from advisor.deploy.flink_run import Submission
from advisor.deploy.package import package_folder, package_of
from advisor.deploy.program import Program, archive_path
from advisor.errors import BadInput
from advisor.profile.render import render_profile
from advisor.profile.render.escape import text
from advisor.profile.render.flink_settings import flink_settings, job_settings
from advisor.profile.schema import Profile
from advisor.profile.write import replace_file

RECORD = "deployment.json"
_PROGRAM = "program"


class Record(msgspec.Struct, frozen=True):
    """`deployment.json`. Paths are relative to the version's folder; `settings` are the profile's, `digest` the
    program's. `number` and `kept_at` are set once it is kept, `job_id` is that of the last job started with it."""

    job: str
    profile: str
    settings: dict[str, Any]
    digest: str
    script: str
    py_files: tuple[str, ...] = ()
    requirements: str | None = None
    archives: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    number: int = 0
    kept_at: str = ""
    job_id: str | None = None
    savepoint: str | None = None


@dataclass(frozen=True)
class Version:
    """`folder` is absolute: Flink runs the script in a folder of its own."""

    folder: Path
    record: Record

    @property
    def name(self) -> str:
        """For messages."""
        return f"version {self.record.number}"

    def submission(self, savepoint: str | None, allow_lost_state: bool = False) -> Submission:
        """As `flink run` takes it."""
        record = self.record
        return Submission(
            script=self.folder / record.script,
            arguments=("--settings", str(self.folder / "job.yaml")),
            py_files=tuple(self.folder / each for each in record.py_files),
            savepoint=savepoint,
            options=record.options,
            requirements=self.folder / record.requirements if record.requirements else None,
            archives=tuple(str(self.folder / each) for each in record.archives),
            allow_lost_state=allow_lost_state,
        )

    def kept(self, folder: Path, number: int, at: str) -> Version:
        """The same, copied into another folder for good. Raises OSError."""
        shutil.copytree(self.folder, folder)
        return Version(folder.resolve(), msgspec.structs.replace(self.record, number=number, kept_at=at))

    def submitted(self, job_id: str, savepoint: str | None) -> Version:
        """The same, after it was started."""
        return Version(self.folder, msgspec.structs.replace(self.record, job_id=job_id, savepoint=savepoint))

    def write(self) -> None:
        """Its record, all or nothing. Raises BadInput."""
        text = msgspec.json.format(msgspec.json.encode(self.record), indent=2).decode()
        path = self.folder / RECORD
        path.touch()
        replace_file(path, text + "\n")


def make_version(program: Program, profile: Profile, profile_path: Path, folder: Path) -> Version:
    """Render and copy everything into `folder`, which is empty. Raises BadInput."""
    folder = folder.resolve()
    try:
        for target, content in render_profile(profile, profile_path.name).items():
            (folder / target).write_text(content, encoding="utf-8")
        copied = _copy(program, folder)
    except OSError as error:
        raise BadInput(f"{error.filename or folder}: cannot be copied ({error.strerror})") from error
    return Version(
        folder,
        Record(
            job=profile.job.name,
            profile=str(profile_path),
            settings=profile.model_dump(mode="json"),
            digest=_digest(folder / _PROGRAM),
            options=(*program.options, *_options(profile)),
            **copied,
        ),
    )


def _options(profile: Profile) -> tuple[str, ...]:
    """Flink's settings that belong to a job; else it would get those of the client's own config.yaml."""
    return tuple(f"-D{key}={text(value)}" for key, value in job_settings(flink_settings(profile)).items())


def read_version(folder: Path) -> Version | None:
    """The version in a folder; None when it was left half made. Raises BadInput for a record that is none."""
    path = folder / RECORD
    try:
        return Version(folder.resolve(), msgspec.json.decode(path.read_bytes(), type=Record))
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        raise BadInput(f"{path}: is no record of a deployment; move {folder} away") from error


def _copy(program: Program, folder: Path) -> Mapping[str, Any]:
    """The program's files below `folder`: paths of the record."""
    home = folder / _PROGRAM
    home.mkdir()
    package = package_of(program.script)
    packed = [package_folder(package, home / f"{package.name}.zip")] if package else []
    files = [_into(home / str(number), path) for number, path in enumerate(program.py_files, 1)]
    archives = [
        f"{_into(home / f'archive-{number}', archive_path(each)).relative_to(folder)}{_unpacked_as(each)}"
        for number, each in enumerate(program.archives, 1)
    ]
    requirements = _into(home, program.requirements).relative_to(folder) if program.requirements else None
    return {
        "script": str(_into(home, program.script).relative_to(folder)),
        "py_files": tuple(str(path.relative_to(folder)) for path in (*packed, *files)),
        "requirements": str(requirements) if requirements else None,
        "archives": tuple(archives),
    }


def _into(folder: Path, path: Path) -> Path:
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    if path.is_dir():
        shutil.copytree(path, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copyfile(path, target)
    return target


def _unpacked_as(archive: str) -> str:
    """`#folder`, as it was given or as Flink would take it from the file's name, which may be another one later."""
    _, sign, name = archive.partition("#")
    return f"#{name}" if sign else ""


def _digest(folder: Path) -> str:
    found = sha256()
    for name, content in _contents(folder):
        found.update(name.encode() + b"\0" + sha256(content).digest())
    return found.hexdigest()


def _contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()
